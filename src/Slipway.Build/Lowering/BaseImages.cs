// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Finds base images: in the local store, or else in their registry. Each is looked up once a build.</summary>
internal sealed class BaseImages(OciLayout store, IBaseImages? registries)
{
    private readonly ConcurrentDictionary<(string Reference, string Platform, bool Pull), Lazy<Task<BaseImage>>> _found = new();

    /// <summary>The image of a name for a platform.</summary>
    /// <param name="reference">The name.</param>
    /// <param name="platform">The platform wanted.</param>
    /// <param name="pull">Whether the registry is asked though the store has it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DefinitionException">There is none, or none for the platform.</exception>
    public Task<BaseImage> FindAsync(ImageReference reference, Platform platform, bool pull, CancellationToken cancellationToken) =>
        _found.GetOrAdd((reference.ToString(), platform.ToString(), pull), _ => new(() => FindCoreAsync(reference, platform, pull, cancellationToken))).Value;

    private async Task<BaseImage> FindCoreAsync(ImageReference reference, Platform platform, bool pull, CancellationToken cancellationToken)
    {
        var local = pull ? null : FindLocal(reference, platform);
        if (local is not null && local.Image.Config.Platform.Normalised().Satisfies(platform))
            return local;
        var remote = await FetchAsync(reference, platform, local is not null, cancellationToken).ConfigureAwait(false);
        if ((remote ?? local) is not { } found)
            throw NotFound(reference, platform);
        return found.Image.Config.Platform.Normalised().Satisfies(platform)
            ? found
            : throw new DefinitionException($"the image '{reference.Familiar}' is for {found.Image.Config.Platform} and not for {platform}; "
                + $"build for that platform, or write FROM --platform={found.Image.Config.Platform}");
    }

    private BaseImage? FindLocal(ImageReference reference, Platform platform)
    {
        try
        {
            return store.Resolve(reference) is { } descriptor && store.ReadImage(descriptor, platform) is { } image ? new(image, reference) : null;
        }
        catch (FileNotFoundException)
        {
            return null; // an index whose image for this platform was never pulled
        }
    }

    private async Task<BaseImage?> FetchAsync(ImageReference reference, Platform platform, bool hasOther, CancellationToken cancellationToken)
    {
        if (registries is null)
            return null;
        try
        {
            var descriptor = await registries.FetchAsync(reference, platform, cancellationToken).ConfigureAwait(false);
            return descriptor is not null && store.ReadImage(descriptor, platform) is { } image ? new(image, reference) : null;
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException or TimeoutException)
        {
            if (hasOther)
                return null;
            throw new DefinitionException($"cannot get the image '{reference.Familiar}' from {reference.Registry}: {problem.Message.TrimEnd('.')}", problem)
            {
                Kind = BuildFailureKind.Outside,
                IsTransient = problem is not RemoteException { IsTransient: false },
            };
        }
    }

    private DefinitionException NotFound(ImageReference reference, Platform platform) => new(
        registries is null
            ? $"the image '{reference.Familiar}' for {platform} is not in the local store, and no registry can be asked"
            : $"there is no image '{reference.Familiar}' for {platform}, neither in the local store nor at {reference.Registry}");
}
