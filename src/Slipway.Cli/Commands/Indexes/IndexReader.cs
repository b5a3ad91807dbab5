// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Indexes;

/// <summary>Reads an index with all that it names, from the store or from a registry.</summary>
internal sealed class IndexReader(Session session)
{
    /// <summary>What a word names in the store, be it one of an index's images; null where it is a name that the store doesn't have.</summary>
    /// <exception cref="CommandException">The word is no name, or begins several digests.</exception>
    public async Task<IndexView?> FindAsync(string word, CancellationToken cancellationToken)
    {
        var store = session.Store;
        var isNamed = ImageReference.TryParse(word, out var reference, out _) && store.Resolve(reference) is not null;
        if (reference is not null && !isNamed && !IsDigest(word))
            return null;
        var manifest = store.ReadManifest(ImageLookup.FindAny(store, word));
        return await ReadAsync(isNamed ? reference!.WithDefaultTag().Familiar : word, manifest, descriptor => Task.FromResult(store.Contains(descriptor.Digest) ? store.ReadManifest(descriptor) : null), cancellationToken);
    }

    /// <summary>What a name stands for in its registry; null where that hasn't it. Manifests alone are fetched, and nothing is kept.</summary>
    /// <exception cref="RegistryException">The registry refused.</exception>
    /// <exception cref="RemoteException">It can't be reached.</exception>
    public async Task<IndexView?> FetchAsync(ImageReference reference, ImageTransfer transfer, CancellationToken cancellationToken)
    {
        using var reader = transfer.OpenReader(reference);
        if (await reader.ResolveAsync(null, cancellationToken) is not { } resolved)
            return null;
        var manifest = await reader.FetchManifestAsync(resolved.Digest.ToString(), cancellationToken);
        var view = await ReadAsync(
            reference.WithDefaultTag().Familiar, manifest, async descriptor => await reader.FetchManifestAsync(descriptor.Digest.ToString(), cancellationToken), cancellationToken);
        // An index says the platforms; a single image does so in its configuration.
        return view.Entries is [{ Platform: null, Manifest: { Image: not null } image } only] && await RemoteImage.ReadConfigAsync(reader, image, cancellationToken) is { } config
            ? view with { Entries = [only with { Platform = ImageConfig.Parse(config).Platform }] }
            : view;
    }

    private async Task<IndexView> ReadAsync(string name, ManifestBlob manifest, Func<Descriptor, Task<ManifestBlob?>> read, CancellationToken cancellationToken)
    {
        var sizes = new LayerSizes(session.Home, session.Store);
        var entries = new List<IndexEntry>();
        var layers = new Dictionary<Digest, long?>();
        foreach (var descriptor in manifest.Index?.Manifests ?? [manifest.Descriptor])
        {
            var child = manifest.Index is null ? manifest : await read(descriptor);
            var entry = new IndexEntry { Descriptor = descriptor, Platform = descriptor.Platform, Manifest = child, Size = null };
            var config = entry.IsAttestation ? null : ReadConfig(child);
            long? size = config is null || config.Rootfs.DiffIds.Count != child!.Image!.Layers.Count ? null : 0;
            foreach (var (layer, diffId) in size is null ? [] : child!.Image!.Layers.Zip(config!.Rootfs.DiffIds))
            {
                var bytes = await sizes.GetAsync(layer, diffId, cancellationToken);
                layers[layer.Digest] = bytes;
                size += bytes;
            }
            entries.Add(entry with { Platform = descriptor.Platform ?? config?.Platform, Size = size });
        }
        var isKnown = entries.All(static entry => entry.IsAttestation || entry.Size is not null);
        return new() { Name = name, Manifest = manifest, Entries = entries, Size = isKnown ? layers.Values.Sum() : null };
    }

    // Of an image; an artifact has a configuration of its own kind.
    private ImageConfig? ReadConfig(ManifestBlob? manifest) =>
        manifest?.Image?.Config is { MediaType: MediaTypes.Config or MediaTypes.DockerConfig } config && session.Store.Contains(config.Digest) ? ImageConfig.Parse(session.Store.ReadBlob(config)) : null;

    private static bool IsDigest(string word) => word.All(char.IsAsciiHexDigitLower) || word.StartsWith("sha256:", StringComparison.Ordinal) || word.StartsWith("sha512:", StringComparison.Ordinal);
}
