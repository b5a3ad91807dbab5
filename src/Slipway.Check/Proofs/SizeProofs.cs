// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's sizes and layers.</summary>
internal static class SizeProofs
{
    internal static Verdict Judge(SizeClaim claim, ImageInventory inventory)
    {
        var size = inventory.SizeBy(claim.Measure);
        return Verdict.When(
            size <= claim.Max.Bytes, $"the {Name(claim.Measure)} is {new ByteSize(size)}",
            $"it is {new ByteSize(size - claim.Max.Bytes)} too large");
    }

    internal static Verdict Judge(LayersClaim claim, ImageInventory inventory)
    {
        var count = inventory.Layers.Count;
        var holds = claim.Bound == LayerBound.AtMost ? count <= claim.Count : count == claim.Count;
        return Verdict.When(
            holds, $"it has {ProofText.Count(count, "layer")}",
            count > claim.Count ? $"it has {count - claim.Count} too many" : $"it has {claim.Count - count} too few");
    }

    internal static Verdict Judge(ComparisonClaim claim, ImageInventory inventory, ComparedSizes? compared)
    {
        if (compared is null)
            return Verdict.Unknown($"'{claim.Against}' has no image for {inventory.Platform} to compare with");
        if (compared.Problem is { } problem)
            return Verdict.Unknown(problem);
        var (size, other) = (inventory.SizeBy(claim.Measure), compared.SizeBy(claim.Measure));
        if (other == 0)
            return Verdict.Unknown($"'{claim.Against}' holds nothing to compare with");
        var isSaving = claim is SavingClaim;
        var allowed = decimal.Floor(isSaving ? other - claim.Amount.Of(other) : other + claim.Amount.Of(other));
        return Verdict.When(
            size <= allowed, isSaving ? Saved(claim, size, other) : Grown(claim, size, other),
            $"it is {new ByteSize((long)(size - allowed))} too large for {claim.Amount}");
    }

    /// <summary>How much smaller a size is than another, in percent of the other; negative if it is larger.</summary>
    internal static decimal Saving(long size, long other) => 100m * (other - size) / other;

    private static string Saved(ComparisonClaim claim, long size, long other) =>
        $"it saves {Show(claim, Saving(size, other), other - size)}: {new ByteSize(size)} against {new ByteSize(other)}";

    private static string Grown(ComparisonClaim claim, long size, long other) =>
        $"it {(size < other ? "shrinks" : "grows")} by {Show(claim, Math.Abs(Saving(size, other)), Math.Abs(size - other))}: {new ByteSize(size)} against {new ByteSize(other)}";

    private static string Show(ComparisonClaim claim, decimal percent, long bytes) =>
        claim.Amount.Percent is null ? new ByteSize(bytes).ToString() : $"{percent.ToString("0.0", CultureInfo.InvariantCulture)}%";

    private static string Name(SizeMeasure measure) => measure == SizeMeasure.Stored ? "size" : "compressed size";
}
