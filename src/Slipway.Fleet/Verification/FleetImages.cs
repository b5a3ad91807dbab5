// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Finds the images of a fleet's targets in a store, each looked into once.</summary>
internal sealed class FleetImages(OciLayout store, InventoryReader inventories, FleetTargets fleet)
{
    private readonly Dictionary<(string Target, Platform Platform), ProofSubject?> _subjects = [];

    internal FleetTargets Fleet => fleet;

    /// <summary>The manifest or index under a target's first tag, or null.</summary>
    internal Descriptor? Find(FleetTarget target) => target.Tags.Count > 0 ? store.Resolve(target.Tags[0])
        : target.PlatformTags.Count > 0 ? store.Resolve(target.PlatformTags[0].Reference) : null;

    /// <summary>A target's image of a platform with what it holds, or null where the store has none.</summary>
    internal async Task<ProofSubject?> OpenAsync(FleetTarget target, Platform platform, CancellationToken cancellationToken)
    {
        if (_subjects.TryGetValue((target.Name, platform), out var known))
            return known;
        return _subjects[(target.Name, platform)] = await OpenCoreAsync(target, platform, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The sizes of any image of the store.</summary>
    internal async Task<ComparedSizes> MeasureAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        if (store.Resolve(reference) is not { } descriptor)
            return ComparedSizes.Unknown($"the store has no image '{reference.Familiar}'; pull it first");
        if (store.ReadImage(descriptor, platform) is not { } image || !image.Config.Platform.Normalised().Satisfies(platform))
            return ComparedSizes.Unknown($"the store's '{reference.Familiar}' is not for {platform}");
        return ComparedSizes.Of(await inventories.ReadAsync(image, cancellationToken).ConfigureAwait(false));
    }

    private async Task<ProofSubject?> OpenCoreAsync(FleetTarget target, Platform platform, CancellationToken cancellationToken)
    {
        if (FindFor(target, platform) is not { } descriptor || store.ReadImage(descriptor, platform) is not { } image)
            return null;
        // A manifest that is no index is read whatever platform is asked for.
        if (!image.Config.Platform.Normalised().Satisfies(platform))
            return null;
        var inventory = await inventories.ReadAsync(image, cancellationToken).ConfigureAwait(false);
        return new(target.Name, image, inventory, PlatformsOf(descriptor, image));
    }

    // A target whose every tag is of one platform has an image for each.
    private Descriptor? FindFor(FleetTarget target, Platform platform) => target.Tags.Count > 0 ? store.Resolve(target.Tags[0])
        : target.PlatformTags.FirstOrDefault(tag => tag.Platform == platform) is { } own ? store.Resolve(own.Reference) : null;

    private IReadOnlyList<Platform> PlatformsOf(Descriptor descriptor, StoredImage image) => store.ReadManifest(descriptor).Index is { } index
        ? [.. index.Manifests.Select(manifest => manifest.Platform?.Normalised()).OfType<Platform>().Where(platform => platform.Os != "unknown")]
        : [image.Config.Platform.Normalised()];
}
