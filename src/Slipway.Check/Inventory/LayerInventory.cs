// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Check;

/// <summary>What one layer holds: its tree, the bytes of its files, and what is known of the files that matter for their content.</summary>
internal sealed record LayerInventory(TreeIndex Tree, long FileBytes, IReadOnlyDictionary<FactKey, FileFacts> Facts)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Reads a layer once, from its beginning to its end, and keeps no content of it but that of the files that matter.</summary>
    /// <param name="blob">The blob; disposed at the end.</param>
    /// <param name="descriptor">What the blob must be.</param>
    /// <param name="diffId">What its tar must be.</param>
    /// <param name="limits">What the layer may be at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    internal static async Task<LayerInventory> ScanAsync(Stream blob, Descriptor descriptor, DiffId diffId, LayerLimits limits, CancellationToken cancellationToken)
    {
        var reader = await LayerReader.OpenAsync(blob, descriptor, diffId, limits, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var (tree, facts, bytes) = (new TreeIndexBuilder(), new Dictionary<FactKey, FileFacts>(), 0L);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (entry.Type != TarEntryType.RegularFile)
                    {
                        tree.Add(entry, null);
                        continue;
                    }
                    var kind = FactPaths.KindOf(LayerPath.Clean(entry.Name));
                    using var kept = kind == FactKind.None || entry.Size > FactReader.MaxBytes(kind) ? null : new MemoryStream((int)entry.Size);
                    var digest = await DigestAsync(reader.Content, buffer, hash, kept, cancellationToken).ConfigureAwait(false);
                    tree.Add(entry, digest);
                    bytes += entry.Size;
                    if (kind != FactKind.None)
                        facts[new(kind, digest)] = kept is null ? TooLarge(kind, entry.Size) : FactReader.Read(kind, kept.GetBuffer().AsSpan(0, (int)kept.Length));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            return new(tree.Build(), bytes, facts);
        }
    }

    private static FileFacts TooLarge(FactKind kind, long size) =>
        new() { Problem = $"it has {new ByteSize(size)}, more than the {new ByteSize(FactReader.MaxBytes(kind))} that are read" };

    private static async Task<Digest> DigestAsync(Stream content, byte[] buffer, IncrementalHash hash, MemoryStream? kept, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            kept?.Write(buffer, 0, read);
        }
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }
}
