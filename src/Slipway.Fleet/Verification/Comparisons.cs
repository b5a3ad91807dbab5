// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Finds the sizes that those of images are compared with: of siblings, of earlier reports, of other images of the store.</summary>
internal sealed class Comparisons(FleetImages images)
{
    private readonly Dictionary<string, (FleetReport? Report, string? Problem)> _reports = new(StringComparer.Ordinal);

    /// <summary>The sizes for each comparison that a target's claims make; those of a sibling that isn't there are missing.</summary>
    internal async Task<IReadOnlyDictionary<ComparisonClaim, ComparedSizes>> FindAsync(FleetTarget target, Platform platform, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ComparisonClaim, ComparedSizes>();
        foreach (var claim in target.Claims.OfType<ComparisonClaim>())
        {
            var sizes = Siblings.Resolve(images.Fleet, target, claim, null) switch
            {
                ComparedTarget sibling => await images.OpenAsync(sibling.Target, platform, cancellationToken).ConfigureAwait(false) is { } subject
                    ? ComparedSizes.Of(subject.Inventory) : null,
                ComparedReport report => FindRow(report.Path, target, platform),
                ComparedImage image => await images.MeasureAsync(image.Reference, platform, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
            if (sizes is not null)
                found[claim] = sizes;
        }
        return found;
    }

    private ComparedSizes FindRow(string path, FleetTarget target, Platform platform)
    {
        if (!_reports.TryGetValue(path, out var read))
            _reports[path] = read = ReportReader.TryReadFile(path, out var report, out var problem) ? (report, null) : (null, problem);
        if (read.Report is null)
            return ComparedSizes.Unknown(read.Problem!);
        return read.Report.Find(target.Name, target.Image.Name.Value, target.Axes.Count == 0 ? null : target.Variant, platform) is { } row
            ? new(row.Size, row.CompressedSize)
            : ComparedSizes.Unknown($"the report '{Path.GetFileName(path)}' has no '{target.Name}' for {platform}");
    }
}
