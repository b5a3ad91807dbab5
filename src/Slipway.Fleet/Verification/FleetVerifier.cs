// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Proves the claims of a fleet's targets by the images that the store has under their tags.</summary>
/// <param name="store">Where the images are.</param>
/// <param name="inventories">Looks into images.</param>
/// <param name="runner">Runs commands of images; null where nothing can.</param>
public sealed class FleetVerifier(OciLayout store, InventoryReader inventories, IImageRunner? runner)
{
    /// <summary>Proves every claim of the targets, for each of their platforms. What is false or missing is in the result.</summary>
    /// <exception cref="CorruptBlobException">An image in the store is damaged.</exception>
    public async Task<FleetVerification> VerifyAsync(FleetTargets fleet, IReadOnlyList<FleetTarget> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(targets);
        using var lease = await store.LeaseAsync(cancellationToken).ConfigureAwait(false);
        var images = new FleetImages(store, inventories, fleet);
        var prover = new Prover(inventories, runner);
        var comparisons = new Comparisons(images);
        var verified = new List<VerifiedTarget>();
        foreach (var target in targets)
            verified.Add(await VerifyAsync(target, images, comparisons, prover, cancellationToken).ConfigureAwait(false));
        return new(fleet, verified, await FindUnknownAsync(fleet, targets, images, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<VerifiedTarget> VerifyAsync(
        FleetTarget target, FleetImages images, Comparisons comparisons, Prover prover, CancellationToken cancellationToken)
    {
        if (images.Find(target) is not { } image)
            return new() { Target = target, Diagnostics = [NotBuilt(target)] };
        var platforms = new List<VerifiedPlatform>();
        var diagnostics = new List<Diagnostic>();
        foreach (var platform in target.Platforms)
        {
            if (await images.OpenAsync(target, platform, cancellationToken).ConfigureAwait(false) is not { } subject)
            {
                diagnostics.Add(NoPlatform(target, platform));
                continue;
            }
            var compared = await comparisons.FindAsync(target, platform, cancellationToken).ConfigureAwait(false);
            // What is claimed of all platforms together is proven with the first.
            var claims = target.Claims.Where(claim => (claim.OnlyOn is null || claim.OnlyOn == platform)
                && (claim is not PlatformClaim of || (platforms.Count == 0 && !target.LeftOutPlatforms.Contains(of.Platform)))).ToList();
            var proofs = await prover.ProveAsync(claims, subject, comparison => compared.GetValueOrDefault(comparison), cancellationToken).ConfigureAwait(false);
            platforms.Add(new(platform, subject.Inventory, proofs));
            diagnostics.AddRange(proofs.Select(proof => proof.ToDiagnostic()).OfType<Diagnostic>());
        }
        return new() { Target = target, Image = image, Platforms = platforms, Diagnostics = diagnostics };
    }

    // Only who has seen every image of the fleet can say that none of them has a package.
    private static async Task<IReadOnlyList<Diagnostic>> FindUnknownAsync(
        FleetTargets fleet, IReadOnlyList<FleetTarget> targets, FleetImages images, CancellationToken cancellationToken)
    {
        if (!targets.Any(target => target.Claims.Any(claim => claim is PackageClaim { Presence: Presence.Absent })))
            return [];
        var seen = new List<ImageInventory>();
        foreach (var target in fleet.Targets)
        {
            foreach (var platform in target.Platforms)
            {
                if (await images.OpenAsync(target, platform, cancellationToken).ConfigureAwait(false) is not { } subject)
                    return [];
                seen.Add(subject.Inventory);
            }
        }
        return UnknownPackages.Find(targets.SelectMany(target => target.Claims), seen);
    }

    private static Diagnostic NotBuilt(FleetTarget target)
    {
        var name = target.Tags is [var tag, ..] ? tag : target.PlatformTags[0].Reference;
        return target.Image.Name.Place.Error(
            $"{target.Name} is not built: the store has no image '{name.Familiar}'", $"run 'slipway build \"{target.Name}\"' first");
    }

    private static Diagnostic NoPlatform(FleetTarget target, Platform platform) => target.Image.Name.Place.Error(
        $"{target.Name} has no image for {platform}", $"run 'slipway build --platform {platform} \"{target.Name}\"' first");
}
