// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// Publishes what is proven of a fleet, and nothing else. First everything goes up by digest, then the tags are set: whoever pulls
/// a tag meanwhile gets the old image or the new one, whole.
/// </summary>
/// <param name="transfer">The way to registries.</param>
/// <param name="store">Where the images are.</param>
public sealed class FleetPublisher(ImageTransfer transfer, OciLayout store)
{
    /// <summary>Publishes the verified targets whose claims hold, under all their tags.</summary>
    /// <param name="verification">What came of proving their claims; it is the digest that was looked at that is published.</param>
    /// <param name="registry">The registry in place of the tags' own, see <see cref="PublishDestination"/>; null is theirs.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that the registry has by then stay.</param>
    /// <exception cref="FormatException"><paramref name="registry"/> is not a registry.</exception>
    /// <exception cref="RegistryException">The registry refuses, or can't be reached.</exception>
    public async Task<PublishResult> PublishAsync(
        FleetVerification verification, string? registry, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var ready = new List<PublishedImage>();
        var refused = new List<RefusedImage>();
        foreach (var verified in verification.Targets)
        {
            if (Refusal(verification, verified) is { } reason)
                refused.Add(new(verified.Target, reason));
            else
                ready.Add(new(verified.Target, verified.Image!, [.. verified.Target.Tags.Select(tag => PublishDestination.Of(tag, registry))]));
        }
        using var lease = await store.LeaseAsync(cancellationToken).ConfigureAwait(false);
        foreach (var image in ready)
        {
            foreach (var repository in image.References.Select(reference => reference.WithDigest(image.Image.Digest)).Distinct())
                await transfer.PushAsync(store, image.Image, repository, progress, cancellationToken).ConfigureAwait(false);
        }
        foreach (var image in ready)
        {
            foreach (var reference in image.References)
                await transfer.PushAsync(store, image.Image, reference, progress, cancellationToken).ConfigureAwait(false);
            await PublishPlatformsAsync(verification, image.Target, registry, progress, cancellationToken).ConfigureAwait(false);
        }
        return new(ready, refused);
    }

    private async Task PublishPlatformsAsync(
        FleetVerification verification, FleetTarget target, string? registry, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (var tag in target.PlatformTags)
        {
            var platform = verification.Find(target)!.Platforms.First(own => own.Platform == tag.Platform);
            var digest = platform.Inventory.Digest;
            var manifest = store.Resolve(tag.Reference.WithDigest(digest))
                ?? throw new FileNotFoundException($"The image {digest} of '{target.Name}' for {tag.Platform} is not in the store '{store.Root}'. Build it again.");
            await transfer.PushAsync(store, manifest, PublishDestination.Of(tag.Reference, registry), progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? Refusal(FleetVerification verification, VerifiedTarget verified)
    {
        if (verified.Image is null)
            return "it is not built";
        var open = verified.Proofs.Count(proof => !proof.Holds);
        if (open > 0)
            return $"{FleetPlanText.Count(open, "claim")} of it {(open == 1 ? "is" : "are")} not proven";
        if (!verified.Holds)
            return "it lacks a platform";
        // A claim that proves nothing stands with the targets that make it.
        return verification.Findings.Any(finding => verified.Target.Claims.Any(claim => claim.Place.Source == finding.Source && claim.Place.Span == finding.Span))
            ? "a claim of it proves nothing" : null;
    }
}
