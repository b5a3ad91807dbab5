// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>The sizes of a fleet's images as they were measured, what variants save, and how many of their claims are proven.</summary>
/// <param name="Rows">A row for each target and platform, in the order of the file.</param>
public sealed record FleetReport(IReadOnlyList<ReportRow> Rows)
{
    /// <summary>Makes the report of what was verified; targets that aren't built have no row.</summary>
    public static FleetReport Create(FleetVerification verification)
    {
        ArgumentNullException.ThrowIfNull(verification);
        return new([.. verification.Targets.SelectMany(target => target.Platforms.Select(platform => Row(verification, target, platform)))]);
    }

    private static ReportRow Row(FleetVerification verification, VerifiedTarget target, VerifiedPlatform platform)
    {
        var sibling = FindSibling(verification, target.Target);
        var other = sibling is null ? null : verification.Find(sibling)?.Platforms.FirstOrDefault(own => own.Platform == platform.Platform);
        return new()
        {
            Target = target.Target.Name,
            Image = target.Target.Image.Name.Value,
            Variant = target.Target.Axes.Count == 0 ? null : target.Target.Variant,
            Platform = platform.Platform,
            Size = platform.Inventory.Size,
            CompressedSize = platform.Inventory.CompressedSize,
            Saving = other is { Inventory.Size: > 0 } ? 100m * (other.Inventory.Size - platform.Inventory.Size) / other.Inventory.Size : null,
            Against = other is null ? null : sibling!.Variant,
            ClaimsProven = platform.Proofs.Count(proof => proof.Outcome == ProofOutcome.Proven),
            Claims = platform.Proofs.Count,
        };
    }

    private static FleetTarget? FindSibling(FleetVerification verification, FleetTarget target) =>
        target.Claims.OfType<SavingClaim>().FirstOrDefault() is { } saving ? Siblings.Resolve(verification.Fleet, target, saving, null) : null;
}
