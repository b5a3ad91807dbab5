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

    /// <summary>How many layers there are; null in a report that doesn't say so.</summary>
    public int? Layers { get; init; }

    /// <summary>The part of <see cref="Size"/> in layers that another image of the fleet has as well; null in a report that doesn't say so.</summary>
    public long? SharedSize { get; init; }

    /// <summary>The part of <see cref="Size"/> in layers that no other image of the fleet has.</summary>
    public long? OwnSize => Size - SharedSize;

    /// <summary>How long the steps that lead to it took when each last ran, together; null where no step is known to have run.</summary>
    public TimeSpan? BuildTime { get; init; }

    /// <summary>The part of <see cref="BuildTime"/> in steps that other images of the report stand on as well.</summary>
    public TimeSpan? SharedBuildTime { get; init; }

    /// <summary>How much smaller it is than <see cref="Against"/>, in percent of that; null where nothing is compared.</summary>
    public decimal? Saving { get; init; }

    /// <summary>What it is compared with.</summary>
    public string? Against { get; init; }

    /// <summary>What the fleet file says of it for reports, by the headings of their columns.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Columns { get; init; } = [];

    /// <summary>The sizes of the same image in an earlier report, or in another fleet; null where there is none.</summary>
    public ReportSizes? Before { get; init; }

    /// <summary>How many of its claims are proven.</summary>
    public required int ClaimsProven { get; init; }

    /// <summary>How many claims there are.</summary>
    public required int Claims { get; init; }

    /// <summary>By how many bytes it grew since <see cref="Before"/>; negative where it shrank.</summary>
    public long? Change => Size - Before?.Size;

    /// <summary><see cref="Change"/> in percent of what it was; null where it was nothing.</summary>
    public decimal? ChangePercent => Before is { Size: > 0 } before ? 100m * (Size - before.Size) / before.Size : null;
}
