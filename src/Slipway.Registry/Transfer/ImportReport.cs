// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What came of an import.</summary>
public sealed record ImportReport
{
    /// <summary>The tags that were set, as <c>team/app:1.0</c>.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>How many manifests are there now, tagged or not.</summary>
    public required int Manifests { get; init; }

    /// <summary>How many blobs were copied; those that the registry held already are not.</summary>
    public required int Blobs { get; init; }

    /// <summary>What could not be imported; nothing where all was.</summary>
    public required IReadOnlyList<ImportProblem> Problems { get; init; }
}
