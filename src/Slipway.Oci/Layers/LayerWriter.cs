// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
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
        var layer = await WriteAsync(blob, entries, options, cancellationToken).ConfigureAwait(false);
        blob.Commit(layer.Descriptor.Digest);
        return layer;
    }

    private static async Task<WrittenLayer> WriteCoreAsync(Stream output, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken)
    {
        using var blob = new DigestingStream(output);
        var compressor = LayerCompressor.Create(blob, options);
        await using (compressor.ConfigureAwait(false))
        {
            using var diff = new DigestingStream(compressor.Input);
            var tar = new TarWriter(diff, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                var index = new TreeIndexBuilder();
                var (count, fileBytes) = await WriteEntriesAsync(tar, index, entries, options, cancellationToken).ConfigureAwait(false);
                await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
                await compressor.CompleteAsync(cancellationToken).ConfigureAwait(false);
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
                var descriptor = new Descriptor { MediaType = options.MediaType, Digest = blob.GetDigest(), Size = blob.BytesWritten };
                return new(descriptor, new DiffId(diff.GetDigest()), diff.BytesWritten, fileBytes, count, index.Build());
            }
        }
    }

    private static async Task<(long Count, long FileBytes)> WriteEntriesAsync(
        TarWriter tar, TreeIndexBuilder index, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken)
    {
        long count = 0, fileBytes = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var metadata = Normalize(entry.Metadata, options);
            count++;
            if (metadata.Type != TarEntryType.RegularFile)
            {
                await tar.WriteAsync(metadata, cancellationToken).ConfigureAwait(false);
                index.Add(metadata, null);
                continue;
            }
            if (metadata.Size > 0 && entry.OpenContent is null)
                throw new ArgumentException($"The layer's file '{metadata.Name}' has {metadata.Size} bytes and nothing that opens them.", nameof(entries));
            var opened = entry.OpenContent?.Invoke() ?? Stream.Null;
            var captured = TreeIndex.Keeps(metadata.Name, metadata.Size) ? new CapturingStream(opened) : null;
            var content = new HashingReadStream(captured ?? opened, hash);
            await using (content.ConfigureAwait(false))
            {
                await tar.WriteAsync(metadata, content, cancellationToken).ConfigureAwait(false);
            }
            index.Add(metadata, Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset()), captured?.Kept);
            fileBytes += metadata.Size;
        }
        return (count, fileBytes);
    }

    private static TarEntry Normalize(TarEntry entry, LayerOptions options)
    {
        var path = LayerPath.Clean(entry.Name);
        var modified = options.LatestModified is { } latest && entry.Modified > latest ? latest : entry.Modified;
        return entry with
        {
            Name = entry.Type != TarEntryType.Directory ? NonEmpty(path, entry) : path.Length == 0 ? "./" : path + "/",
            LinkName = entry.Type == TarEntryType.HardLink ? LayerPath.Clean(entry.LinkName) : entry.LinkName,
            Modified = options.Times == LayerTimes.Seconds ? modified.WholeSeconds : modified,
        };
    }

    private static string NonEmpty(string path, TarEntry entry) =>
        path.Length > 0 ? path : throw new LayerException($"The layer's root cannot be a {entry.Type}.");
}
