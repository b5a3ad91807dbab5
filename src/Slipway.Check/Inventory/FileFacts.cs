// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>What is kept of a file whose content matters. It holds wherever a file with this content shows up for the same reason.</summary>
internal sealed record FileFacts
{
    /// <summary>The packages that the file records; null if it isn't a record of packages.</summary>
    public IReadOnlyList<RecordedPackage>? Packages { get; init; }

    /// <summary>The text of a small file that is read later; null for others.</summary>
    public string? Text { get; init; }

    /// <summary>Why nothing could be read; null if it could.</summary>
    public string? Problem { get; init; }
}
