// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Check;

/// <summary>The image is at most this large, per platform.</summary>
public sealed record SizeClaim(SourcePlace Place, SizeMeasure Measure, ByteSize Max) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => Measure == SizeMeasure.Stored ? "size" : "size.compressed";

    /// <inheritdoc/>
    public override string Statement => Measure == SizeMeasure.Stored ? $"the size is at most {Max}" : $"the compressed size is at most {Max}";
}

/// <summary>The image has this many layers.</summary>
public sealed record LayersClaim(SourcePlace Place, LayerBound Bound, int Count) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => "layers";

    /// <inheritdoc/>
    public override string Statement =>
        string.Create(CultureInfo.InvariantCulture, $"it has {(Bound == LayerBound.AtMost ? "at most" : "exactly")} {Count} {(Count == 1 ? "layer" : "layers")}");
}

/// <summary>What is claimed of an image's size beside that of another.</summary>
/// <param name="Place">Where it is said.</param>
/// <param name="Measure">Which size is compared.</param>
/// <param name="Amount">The difference.</param>
/// <param name="Against">What it is compared with: a target of the fleet, a file of a report, or an image of the store.</param>
public abstract record ComparisonClaim(SourcePlace Place, SizeMeasure Measure, SizeAmount Amount, string Against) : Claim(Place)
{
    /// <inheritdoc/>
    public override string Word => Measure == SizeMeasure.Stored ? "size" : "size.compressed";
}

/// <summary>The image is smaller than another by at least this much, per platform.</summary>
public sealed record SavingClaim(SourcePlace Place, SizeMeasure Measure, SizeAmount Amount, string Against) : ComparisonClaim(Place, Measure, Amount, Against)
{
    /// <inheritdoc/>
    public override string Statement => $"it saves at least {Amount} against '{Against}'";
}

/// <summary>The image is larger than another by at most this much, per platform.</summary>
public sealed record GrowthClaim(SourcePlace Place, SizeMeasure Measure, SizeAmount Amount, string Against) : ComparisonClaim(Place, Measure, Amount, Against)
{
    /// <inheritdoc/>
    public override string Statement => $"it grows by at most {Amount} against '{Against}'";
}
