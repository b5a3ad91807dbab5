// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A line of a report: a target's image of one platform.</summary>
public sealed record ReportRow
{
    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The image in the fleet file.</summary>
    public required string Image { get; init; }

    /// <summary>The values on the axes of the matrix; null for an image without one.</summary>
    public string? Variant { get; init; }

    /// <summary>The platform.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The bytes of the regular files of all layers, uncompressed.</summary>
    public required long Size { get; init; }

    /// <summary>The bytes that travel.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>How much smaller it is than <see cref="Against"/>, in percent of that; null where nothing is compared.</summary>
    public decimal? Saving { get; init; }

    /// <summary>The sibling that it is compared with.</summary>
    public string? Against { get; init; }

    /// <summary>How many of its claims are proven.</summary>
    public required int ClaimsProven { get; init; }

    /// <summary>How many claims there are.</summary>
    public required int Claims { get; init; }
}
