// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>
/// The sizes of layers as people speak of them: the bytes of their regular files, uncompressed. A layer is read once to find out, and its size is kept in the
/// home's cache/sizes/, by what the layer holds.
/// </summary>
/// <param name="home">Where sizes are kept.</param>
/// <param name="store">Where the layers are.</param>
public sealed class LayerSizes(SlipwayHome home, OciLayout store)
{
    /// <summary>The size of a layer in bytes; null where its blob isn't in the store and nothing is known of it.</summary>
    /// <param name="layer">The blob.</param>
    /// <param name="diffId">What it holds.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CorruptBlobException">The blob or its tar is not what it must be.</exception>
    /// <exception cref="LayerException">The layer can't be read.</exception>
    public async Task<long?> GetAsync(Descriptor layer, DiffId diffId, CancellationToken cancellationToken)
    {
        if (Find(diffId) is { } known)
            return known;
        if (store.OpenBlob(layer) is not { } blob)
            return null;
        var reader = await LayerReader.OpenAsync(blob, layer, diffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var size = 0L;
            while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                size += entry.Type == TarEntryType.RegularFile ? entry.Size : 0;
            Keep(diffId, size);
            return size;
        }
    }

    /// <summary>The size of an image: that of all its layers, the base included. Null where one of them isn't known.</summary>
    /// <inheritdoc cref="GetAsync(Descriptor, DiffId, CancellationToken)"/>
    public async Task<long?> GetAsync(StoredImage image, CancellationToken cancellationToken)
    {
        long? sum = 0;
        foreach (var (layer, diffId) in image.LayersWithDiffIds)
            sum += await GetAsync(layer, diffId, cancellationToken).ConfigureAwait(false);
        return sum;
    }

    /// <summary>Keeps the size of a layer that was just written.</summary>
    public void Keep(DiffId diffId, long fileBytes)
    {
        var path = PathOf(diffId);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Not flushed: one that a power cut tore is no number, and the layer is read again.
        var beside = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(beside, string.Create(CultureInfo.InvariantCulture, $"{fileBytes}\n"));
        File.Move(beside, path, overwrite: true);
    }

    private long? Find(DiffId diffId)
    {
        try
        {
            return File.ReadAllText(PathOf(diffId)) is [.. var number, '\n'] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string PathOf(DiffId diffId) => Path.Combine(home.Cache, "sizes", $"{diffId.Digest.Algorithm}-{diffId.Digest.Hex}");
}
