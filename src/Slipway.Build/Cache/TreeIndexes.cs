// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>
/// What layers hold, written down once: a file for each layer, of a digest of the rest and the index as <see cref="TreeIndexFormat"/> has it. One that is
/// damaged counts as none and is made again.
/// </summary>
internal sealed class TreeIndexes(string folder)
{
    private const long MaxFileBytes = 1L << 30;

    private readonly ConcurrentDictionary<DiffId, TreeIndex> _known = new();

    /// <summary>The index of a layer; null where nobody made it yet.</summary>
    public TreeIndex? Find(DiffId layer)
    {
        if (_known.TryGetValue(layer, out var known))
            return known;
        return TryRead(PathOf(layer)) is { } index ? _known.GetOrAdd(layer, index) : null;
    }

    public void Save(DiffId layer, TreeIndex index)
    {
        if (!_known.TryAdd(layer, index) && File.Exists(PathOf(layer)))
            return;
        using var bytes = new MemoryStream();
        bytes.SetLength(SHA256.HashSizeInBytes);
        bytes.Position = bytes.Length;
        TreeIndexFormat.Write(index, bytes);
        var all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        SHA256.HashData(all[SHA256.HashSizeInBytes..], all);
        AtomicFile.Write(PathOf(layer), all);
    }

    private static TreeIndex? TryRead(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: > SHA256.HashSizeInBytes and <= MaxFileBytes })
                return null;
            var bytes = File.ReadAllBytes(path);
            if (!SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
                return null;
            return TreeIndexFormat.Read(new MemoryStream(bytes, SHA256.HashSizeInBytes, bytes.Length - SHA256.HashSizeInBytes));
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(DiffId layer) => Path.Combine(folder, layer.Digest.Hex);
}
