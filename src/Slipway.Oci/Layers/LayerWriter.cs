// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// Writes a layer in one pass: entries → tar → DiffId → compression → digest → output, with an index of what it holds on the way. The bytes depend on the entries
/// and the options alone. Memory does not grow with the contents.
/// </summary>
public static class LayerWriter
{
    /// <summary>Writes a layer.</summary>
    /// <param name="output">Where the blob goes; it stays open.</param>
    /// <param name="entries">What the layer holds, in the order in which it is written: a directory before what is in it, a file before its hard links.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Stops writing; what is in the output then is no layer.</param>
    /// <exception cref="LayerException">An entry's path leads out of the root, or is the root and no directory.</exception>
    /// <exception cref="IOException">A content cannot be read or is not as long as its entry says.</exception>
    public static Task<WrittenLayer> WriteAsync(Stream output, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken) =>
        // Reading trees and contents blocks; whoever awaits must not.
        Task.Run(() => WriteCoreAsync(output, entries, options, cancellationToken), cancellationToken);

    /// <summary>Writes a layer as a blob of the store.</summary>
    /// <inheritdoc cref="WriteAsync(Stream, IEnumerable{LayerEntry}, LayerOptions, CancellationToken)"/>
    public static async Task<WrittenLayer> WriteAsync(OciLayout store, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken)
    {
        using var blob = store.CreateBlob();
        return await WriteAsync(blob, entries, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a layer of the store once more in another form: what it holds stays, and where the times do, so does its DiffId.</summary>
    /// <param name="store">Where the layer is, and where the new blob goes.</param>
    /// <param name="layer">The blob, which is verified as it is read.</param>
    /// <param name="diffId">What its tar must be.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="FileNotFoundException">The store lacks the blob.</exception>
    /// <exception cref="CorruptBlobException">The blob or its tar is not what it must be.</exception>
    public static Task<WrittenLayer> RewriteAsync(OciLayout store, Descriptor layer, DiffId diffId, LayerOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => RewriteCoreAsync(store, layer, diffId, options, cancellationToken), cancellationToken);

    private static async Task<WrittenLayer> WriteCoreAsync(Stream output, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken)
    {
        var pass = new LayerPass(output, options);
        await using (pass.ConfigureAwait(false))
        {
            foreach (var entry in entries)
            {
                if (entry.Metadata is { Type: TarEntryType.RegularFile, Size: > 0 } && entry.OpenContent is null)
                    throw new ArgumentException($"The layer's file '{entry.Metadata.Name}' has {entry.Metadata.Size} bytes and nothing that opens them.", nameof(entries));
                var content = entry.Metadata.Type == TarEntryType.RegularFile && entry.OpenContent is { } open ? open() : Stream.Null;
                await using (content.ConfigureAwait(false))
                {
                    await pass.AddAsync(entry.Metadata, content, entry.Content, cancellationToken).ConfigureAwait(false);
                }
            }
            return await pass.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<WrittenLayer> RewriteCoreAsync(OciLayout store, Descriptor layer, DiffId diffId, LayerOptions options, CancellationToken cancellationToken)
    {
        var blob = store.OpenBlob(layer) ?? throw new FileNotFoundException($"The store '{store.Root}' lacks the layer {layer.Digest}. Pull or build its image again.");
        var reader = await LayerReader.OpenAsync(blob, layer, diffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using var output = store.CreateBlob();
            var pass = new LayerPass(output, options);
            await using (pass.ConfigureAwait(false))
            {
                while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                    await pass.AddAsync(entry, reader.Content, null, cancellationToken).ConfigureAwait(false);
                return await pass.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
