// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// Publishes what is proven of a fleet, and nothing else. First everything goes up by digest, then the tags are set: whoever pulls
/// a tag meanwhile gets the old image or the new one, whole. A layer that several repositories of a registry get goes up once.
/// </summary>
/// <param name="transfer">The way to registries.</param>
/// <param name="store">Where the images are.</param>
public sealed class FleetPublisher(ImageTransfer transfer, OciLayout store)
{
    /// <summary>What images are called where they are published. The default is by their tags.</summary>
    public PublishNaming Naming { get; init; }

    /// <summary>Says what would be published where, and what not and why. Nothing is sent.</summary>
    /// <param name="verification">What came of proving their claims.</param>
    /// <param name="registries">The registries in place of the tags' own, see <see cref="PublishDestination"/>; none is theirs.</param>
    /// <param name="naming">What images would be called there.</param>
    /// <exception cref="FormatException">One is not a registry.</exception>
    public static PublishResult Plan(FleetVerification verification, IReadOnlyList<string> registries, PublishNaming naming = PublishNaming.Tags)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var ready = new List<PublishedImage>();
        var refused = new List<RefusedImage>();
        foreach (var verified in verification.Targets)
        {
            if (Refusal(verification, verified, naming) is { } reason)
                refused.Add(new(verified.Target, reason));
            else
                ready.Add(new(verified.Target, verified.Image!, [.. verified.Target.Tags.SelectMany(tag => PublishDestination.AllOf(tag, registries))]));
        }
        return new(ready, refused);
    }

    /// <summary>
    /// Publishes the verified targets whose claims hold, under all their tags, to all registries at once. No tag is set anywhere before everything is
    /// everywhere.
    /// </summary>
    /// <param name="verification">What came of proving their claims; it is the digest that was looked at that is published.</param>
    /// <param name="registries">The registries in place of the tags' own, see <see cref="PublishDestination"/>; none is theirs.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that the registry has by then stay.</param>
    /// <exception cref="FormatException">One is not a registry.</exception>
    /// <exception cref="RegistryException">A registry refuses, or can't be reached.</exception>
    public async Task<PublishResult> PublishAsync(
        FleetVerification verification, IReadOnlyList<string> registries, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var plan = Plan(verification, registries, Naming);
        using var lease = await store.LeaseAsync(cancellationToken).ConfigureAwait(false);
        var pushes = plan.Published.SelectMany(image => PlatformsOf(verification, image.Target, registries).Prepend(new ImagePush(image.Image, NamesOf(image))));
        await transfer.PushAsync(store, [.. pushes], progress, cancellationToken).ConfigureAwait(false);
        return plan;
    }

    private IReadOnlyList<ImageReference> NamesOf(PublishedImage image) =>
        Naming == PublishNaming.Tags ? image.References : [.. image.References.Select(reference => reference.WithDigest(image.Image.Digest)).Distinct()];

    // The images of single platforms that have tags of their own.
    private IEnumerable<ImagePush> PlatformsOf(FleetVerification verification, FleetTarget target, IReadOnlyList<string> registries)
    {
        foreach (var tag in target.PlatformTags)
        {
            var platform = verification.Find(target)!.Platforms.First(own => own.Platform == tag.Platform);
            var digest = platform.Inventory.Digest;
            var manifest = store.Resolve(tag.Reference.WithDigest(digest))
                ?? throw new FileNotFoundException($"The image {digest} of '{target.Name}' for {tag.Platform} is not in the store '{store.Root}'. Build it again.");
            yield return new(manifest, [.. PublishDestination.AllOf(tag.Reference, registries)]);
        }
    }

    private static string? Refusal(FleetVerification verification, VerifiedTarget verified, PublishNaming naming)
    {
        if (verified.Image is null)
            return "it is not built";
        var open = verified.Proofs.Count(proof => !proof.Holds);
        if (open > 0)
            return $"{FleetPlanText.Count(open, "claim")} of it {(open == 1 ? "is" : "are")} not proven";
        if (!verified.Holds)
            return "it lacks a platform";
        // What was not proven of a part is proven of no tag.
        if (naming == PublishNaming.Tags && verified.Target.Claims.OfType<PlatformClaim>().FirstOrDefault(claim => verified.Target.LeftOutPlatforms.Contains(claim.Platform)) is { } left)
            return $"it claims {left.Platform}, which this build leaves out; send it with --by-digest, and join the platforms";
        if (verified.Policy.FirstOrDefault(verdict => !verdict.IsAdmitted) is { Reason: { } reason })
            return reason;
        // A claim that proves nothing stands with the targets that make it.
        return verification.Findings.Any(finding => verified.Target.Claims.Any(claim => claim.Place.Source == finding.Source && claim.Place.Span == finding.Span))
            ? "a claim of it proves nothing" : null;
    }
}
