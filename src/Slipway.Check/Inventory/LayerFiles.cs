// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Check;

/// <summary>Reads the content of some files of an image: each layer that has one of them once, and none of the others.</summary>
internal sealed class LayerFiles(IImageContent content, InventoryCache cache, LayerLimits limits)
{
    /// <summary>The most bytes that are read of a file.</summary>
    internal const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The contents that were found, by their digests. Those that no layer has, or that are too large, are missing.</summary>
    internal async Task<IReadOnlyDictionary<Digest, byte[]>> ReadAsync(StoredImage image, IReadOnlySet<Digest> wanted, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Digest, byte[]>();
        foreach (var (layer, diffId) in image.LayersWithDiffIds)
        {
            var paths = PathsOf(layer, diffId, wanted, found);
            if (paths.Count > 0 && await content.OpenBlobAsync(layer, cancellationToken).ConfigureAwait(false) is { } blob)
                await Task.Run(() => ReadAsync(blob, layer, diffId, paths, found, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        return found;
    }

    // A file under several names is read once.
    private Dictionary<string, Digest> PathsOf(Descriptor layer, DiffId diffId, IReadOnlySet<Digest> wanted, Dictionary<Digest, byte[]> found)
    {
        var paths = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (var (path, node) in cache.Find(layer, diffId)?.Tree.Enumerate() ?? [])
        {
            if (node is { Type: FileType.RegularFile, HardLinkTo: null, Size: <= MaxBytes, Content: { } digest } && wanted.Contains(digest) && !found.ContainsKey(digest))
                paths[path] = digest;
        }
        return paths;
    }

    private async Task ReadAsync(
        Stream blob, Descriptor layer, DiffId diffId, Dictionary<string, Digest> paths, Dictionary<Digest, byte[]> found, CancellationToken cancellationToken)
    {
        var reader = await LayerReader.OpenAsync(blob, layer, diffId, limits, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            // The end is not waited for: each content is what its digest says, and that came of the whole layer.
            while (paths.Count > 0 && await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.Type != TarEntryType.RegularFile || entry.Size > MaxBytes || !paths.TryGetValue(LayerPath.Clean(entry.Name), out var expected))
                    continue;
                var bytes = new byte[entry.Size];
                await reader.Content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                if (Digest.FromHash(HashAlgorithmName.SHA256, SHA256.HashData(bytes)) != expected)
                    continue;
                found[expected] = bytes;
                paths.Remove(LayerPath.Clean(entry.Name));
            }
        }
    }
}
