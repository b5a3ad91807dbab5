// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// Unpacks layers as the image specification says (image-spec, layer.md, "Applying Changesets"). Everything is looked up inside the target by the kernel: no name,
/// link or order of entries leads out of it. The blob and the tar are verified as they stream by.
/// </summary>
public static class LayerApplier
{
    /// <summary>Unpacks a layer. When this throws, the target holds an unknown part of it: unpack into a directory of your own and rename that when all is well.</summary>
    /// <param name="blob">The blob from its beginning; disposed.</param>
    /// <param name="descriptor">What the blob must be; null where nobody says (see <see cref="LayerReader.OpenAsync"/>).</param>
    /// <param name="diffId">What the tar must be; null where nobody says.</param>
    /// <param name="target">The directory, which must exist.</param>
    /// <param name="options">What the directory is, and the limits.</param>
    /// <param name="cancellationToken">Stops unpacking.</param>
    /// <exception cref="CorruptBlobException">The blob or the tar is not what it must be.</exception>
    /// <exception cref="TarFormatException">The tar is none, or goes over a limit.</exception>
    /// <exception cref="LayerException">The layer holds what no layer may, goes over a limit, or cannot be unpacked here.</exception>
    public static Task<AppliedLayer> ApplyAsync(
        Stream blob, Descriptor? descriptor, DiffId? diffId, string target, LayerApplyOptions options, CancellationToken cancellationToken) =>
        // Writing files blocks; whoever awaits must not.
        Task.Run(() => ApplyCoreAsync(blob, descriptor, diffId, target, options, cancellationToken), cancellationToken);

    /// <summary>Reads a layer for its index alone, verifying it; nothing is unpacked.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    public static Task<AppliedLayer> IndexAsync(
        Stream blob, Descriptor? descriptor, DiffId? diffId, LayerLimits limits, CancellationToken cancellationToken) =>
        Task.Run(() => IndexCoreAsync(blob, descriptor, diffId, limits, cancellationToken), cancellationToken);

    private static async Task<AppliedLayer> ApplyCoreAsync(
        Stream blob, Descriptor? descriptor, DiffId? diffId, string target, LayerApplyOptions options, CancellationToken cancellationToken)
    {
        var reader = await LayerReader.OpenAsync(blob, descriptor, diffId, options.Limits, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using var root = RootedDirectory.Open(target);
            using var unpacker = new LayerUnpacker(root, options);
            var index = new TreeIndexBuilder();
            var fileBytes = 0L;
            while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                try
                {
                    var captured = Capture(entry, reader);
                    var content = await unpacker.UnpackAsync(entry, captured ?? reader.Content, cancellationToken).ConfigureAwait(false);
                    index.Add(entry, content, captured?.Kept);
                }
                catch (NativeException e)
                {
                    throw new LayerException($"Cannot unpack '{entry.Name}' of the layer {reader.Shown}. {e.Message}", e);
                }
                fileBytes += entry.Size;
            }
            unpacker.Finish();
            return new(reader.DiffId, reader.TarSize, fileBytes, reader.EntryCount, index.Build(), unpacker.IgnoredAttributes)
            {
                DependsOnBelow = unpacker.DependsOnBelow,
                LeftOutDevices = unpacker.LeftOutDevices,
            };
        }
    }

    private static async Task<AppliedLayer> IndexCoreAsync(
        Stream blob, Descriptor? descriptor, DiffId? diffId, LayerLimits limits, CancellationToken cancellationToken)
    {
        var reader = await LayerReader.OpenAsync(blob, descriptor, diffId, limits, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var index = new TreeIndexBuilder();
            var fileBytes = 0L;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[256 * 1024];
            while (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                var captured = Capture(entry, reader);
                while (await (captured ?? reader.Content).ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    hash.AppendData(buffer.AsSpan(0, count));
                var content = hash.GetHashAndReset();
                index.Add(entry, entry.Type == TarEntryType.RegularFile ? Digest.FromHash(HashAlgorithmName.SHA256, content) : null, captured?.Kept);
                fileBytes += entry.Size;
            }
            return new(reader.DiffId, reader.TarSize, fileBytes, reader.EntryCount, index.Build(), []);
        }
    }

    private static CapturingStream? Capture(TarEntry entry, LayerReader reader) =>
        entry.Type == TarEntryType.RegularFile && TreeIndex.Keeps(LayerPath.Clean(entry.Name), entry.Size) ? new(reader.Content) : null;
}
