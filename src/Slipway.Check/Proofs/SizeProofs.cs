// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's sizes.</summary>
internal static class SizeProofs
{
    internal static Verdict Judge(SizeClaim claim, ImageInventory inventory)
    {
        var size = inventory.SizeBy(claim.Measure);
        return Verdict.When(
            size <= claim.Max.Bytes, $"the {Name(claim.Measure)} is {new ByteSize(size)}",
            $"it is {new ByteSize(size - claim.Max.Bytes)} too large");
    }

    internal static Verdict Judge(SavingClaim claim, ImageInventory inventory, ImageInventory? sibling)
    {
        if (sibling is null)
            return Verdict.Unknown($"'{claim.Sibling}' has no image for {inventory.Platform} to compare with");
        var (size, other) = (inventory.SizeBy(claim.Measure), sibling.SizeBy(claim.Measure));
        if (other == 0)
            return Verdict.Unknown($"'{claim.Sibling}' holds nothing to compare with");
        var saving = Saving(size, other);
        var allowed = decimal.Floor(other * (100 - claim.Percent) / 100);
        return Verdict.When(
            size <= allowed,
            $"it saves {saving.ToString("0.0", CultureInfo.InvariantCulture)}%: {new ByteSize(size)} against {new ByteSize(other)}",
            $"it is {new ByteSize((long)(size - allowed))} too large for {claim.Percent.ToString("0.##", CultureInfo.InvariantCulture)}%");
    }

    /// <summary>How much smaller a size is than another, in percent of the other; negative if it is larger.</summary>
    internal static decimal Saving(long size, long other) => 100m * (other - size) / other;

    private static string Name(SizeMeasure measure) => measure == SizeMeasure.Stored ? "size" : "compressed size";
}
