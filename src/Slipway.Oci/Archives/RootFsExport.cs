// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>
/// Writes what an image's layers show together as one tar (<c>docker export</c>), without unpacking anything: the layers are read once to see what is left of
/// each, and once more for that. Directories come first, then files in the order of the layers; a file of several names is written once and linked.
/// </summary>
public static class RootFsExport
{
    /// <summary>Writes the tar.</summary>
    /// <param name="store">Where the layers are.</param>
    /// <param name="image">The image.</param>
    /// <param name="output">Where to; left open.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FileNotFoundException">A layer is not in the store.</exception>
    /// <exception cref="CorruptBlobException">A layer is damaged.</exception>
    /// <exception cref="LayerException">A layer holds what no layer may.</exception>
    public static async Task WriteAsync(OciLayout store, StoredImage image, Stream output, CancellationToken cancellationToken)
    {
        var tree = new FlattenedTree();
        var layers = image.LayersWithDiffIds.ToList();
        for (var number = 0; number < layers.Count; number++)
        {
            tree.BeginLayer();
            await ReadAsync(store, layers[number], (entry, _) => { tree.Add(entry); return ValueTask.CompletedTask; }, cancellationToken).ConfigureAwait(false);
        }
        var tar = new TarWriter(output, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            foreach (var (path, directory) in tree.Directories)
                await tar.WriteAsync(directory with { Name = path + "/" }, cancellationToken).ConfigureAwait(false);
            for (var (number, at) = (0, 0); number < layers.Count; number++)
                await ReadAsync(store, layers[number], (entry, content) => WriteAsync(tar, tree.NamesOf(at++), entry, content, cancellationToken), cancellationToken).ConfigureAwait(false);
            await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask WriteAsync(TarWriter tar, IReadOnlyList<string> names, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            return;
        await tar.WriteAsync(entry with { Name = names[0] }, content, cancellationToken).ConfigureAwait(false);
        foreach (var name in names.Skip(1))
            await tar.WriteAsync(entry with { Name = name, Type = TarEntryType.HardLink, LinkName = names[0], Size = 0 }, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadAsync(
        OciLayout store, (Descriptor Layer, DiffId DiffId) layer, Func<TarEntry, Stream, ValueTask> take, CancellationToken cancellationToken)
    {
        var blob = store.OpenBlob(layer.Layer)
            ?? throw new FileNotFoundException($"The blob {layer.Layer.Digest} is not in the store '{store.Root}'. Pull or build the image again.");
        var reader = await LayerReader.OpenAsync(blob, layer.Layer, layer.DiffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                await take(entry, reader.Content).ConfigureAwait(false);
        }
    }
}
