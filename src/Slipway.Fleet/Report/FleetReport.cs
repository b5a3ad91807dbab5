// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// The sizes of a fleet's images as they were measured: what variants save, what images share, how long they took to build, what changed
/// since before, and how many of their claims are proven.
/// </summary>
/// <param name="Rows">A row for each target and platform, in the order of the file.</param>
public sealed record FleetReport(IReadOnlyList<ReportRow> Rows)
{
    /// <summary>The fleet's name; null where it has none.</summary>
    public string? Fleet { get; init; }

    /// <summary>The images together.</summary>
    public ReportTotal Total { get; init; } = new(SumOf(Rows.Select(row => new ReportSizes(row.Size, row.CompressedSize))), null);

    /// <summary>The rows of the report that is compared with for which this one has no image.</summary>
    public IReadOnlyList<ReportRow> Gone { get; init; } = [];

    /// <summary>Makes the report of what was verified; targets that aren't built have no row.</summary>
    /// <param name="verification">What was verified.</param>
    /// <param name="sources">What else there is to say; null is nothing.</param>
    public static FleetReport Create(FleetVerification verification, ReportSources? sources = null)
    {
        ArgumentNullException.ThrowIfNull(verification);
        sources ??= ReportSources.None;
        var images = InventoriesOf(verification.Targets).ToList();
        var targets = verification.Targets.Concat(sources.Others).ToList();
        var (sharing, times) = (new LayerSharing(images.Concat(InventoriesOf(sources.Others))), sources.Plan is null ? null : new BuildTimes(sources.Plan));
        var report = new FleetReport([.. verification.Targets.SelectMany(target => target.Platforms.Select(platform => Row(target, platform, FindSibling(verification.Fleet, targets, target.Target, platform.Platform), sharing, times)))])
        {
            Fleet = verification.Fleet.File.Name?.Value,
        };
        return (report with { Total = report.Total with { Once = LayerSharing.Once(images), BuildTime = times?.All } }).Beside(sources.Before);
    }

    /// <summary>The row of a target and platform; where no target has the name, that of the image's variant.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="image">The image's name.</param>
    /// <param name="variant">The image's variant, or null.</param>
    /// <param name="platform">The platform.</param>
    public ReportRow? Find(string target, string image, string? variant, Platform platform) =>
        Rows.FirstOrDefault(row => row.Target == target && row.Platform == platform)
        ?? Rows.FirstOrDefault(row => row.Image == image && row.Variant == variant && row.Platform == platform);

    /// <summary>This report with what each image was in another.</summary>
    private FleetReport Beside(FleetReport? before)
    {
        if (before is null)
            return this;
        var pairs = Rows.Select(row => (Row: row, Before: before.Find(row.Target, row.Image, row.Variant, row.Platform))).ToList();
        var compared = pairs.Where(pair => pair.Before is not null).ToList();
        return this with
        {
            Rows = [.. pairs.Select(pair => pair.Before is { } was ? pair.Row with { Before = SizesOf(was) } : pair.Row)],
            Gone = [.. before.Rows.Except(compared.Select(pair => pair.Before!))],
            Total = Total with { Before = SumOf(compared.Select(pair => SizesOf(pair.Before!))), Compared = SumOf(compared.Select(pair => SizesOf(pair.Row))) },
        };
    }

    private static ReportSizes SizesOf(ReportRow row) => new(row.Size, row.CompressedSize);

    private static ReportSizes SumOf(IEnumerable<ReportSizes> sizes)
    {
        var all = sizes.ToList();
        return new(all.Sum(one => one.Size), all.Sum(one => one.CompressedSize));
    }

    private static IEnumerable<ImageInventory> InventoriesOf(IEnumerable<VerifiedTarget> targets) =>
        targets.SelectMany(target => target.Platforms).Select(platform => platform.Inventory);

    private static ReportRow Row(
        VerifiedTarget target, VerifiedPlatform platform, (ImageInventory? Image, string? Name) other, LayerSharing sharing, BuildTimes? times)
    {
        var (time, shared) = times?.Of(target.Target.Name, platform.Platform) ?? (null, null);
        return new()
        {
            Target = target.Target.Name,
            Image = target.Target.Image.Name.Value,
            Variant = target.Target.Axes.Count == 0 ? null : target.Target.Variant,
            Platform = platform.Platform,
            Size = platform.Inventory.Size,
            CompressedSize = platform.Inventory.CompressedSize,
            Layers = platform.Inventory.Layers.Count,
            SharedSize = sharing.SharedSize(platform.Inventory),
            BuildTime = time,
            SharedBuildTime = shared,
            Saving = other.Image is { Size: > 0 } compared ? 100m * (compared.Size - platform.Inventory.Size) / compared.Size : null,
            Against = other.Image is null ? null : other.Name,
            Columns = target.Target.Columns,
            ClaimsProven = platform.Proofs.Count(proof => proof.Outcome == ProofOutcome.Proven),
            Claims = platform.Proofs.Count,
        };
    }

    private static (ImageInventory? Image, string? Name) FindSibling(FleetTargets fleet, List<VerifiedTarget> targets, FleetTarget target, Platform platform)
    {
        var saving = target.Claims.OfType<SavingClaim>().FirstOrDefault(claim => claim.OnlyOn is null || claim.OnlyOn == platform);
        if (saving is null || Siblings.Resolve(fleet, target, saving, null) is not ComparedTarget { Target: var sibling })
            return (null, null);
        return (targets.Find(other => other.Target.Name == sibling.Name)?.Platforms.FirstOrDefault(own => own.Platform == platform)?.Inventory, sibling.Variant);
    }
}
