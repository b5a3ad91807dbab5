// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What came of an export.</summary>
public sealed record ExportReport
{
    /// <summary>The names in the layout, as <c>team/app:1.0</c>.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How many blobs and manifests were written.</summary>
    public required int Blobs { get; init; }
}
