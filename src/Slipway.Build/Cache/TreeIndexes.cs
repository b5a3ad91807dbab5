// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>
/// What layers hold, written down once: a record for each layer, of the index as <see cref="TreeIndexFormat"/> has it. One that is damaged counts as none
/// and is made again.
/// </summary>
internal sealed class TreeIndexes(RecordFiles records)
{
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
        if (!_known.TryAdd(layer, index) && records.Files.GetLength(PathOf(layer)) is not null)
            return;
        using var bytes = new MemoryStream();
        TreeIndexFormat.Write(index, bytes);
        records.Save(PathOf(layer), bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private TreeIndex? TryRead(string path)
    {
        if (records.Find(path) is not { } body || !MemoryMarshal.TryGetArray(body, out var bytes))
            return null;
        try
        {
            return TreeIndexFormat.Read(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count));
        }
        catch (InvalidDataException)
        {
            return null; // of another version of ours
        }
    }

    private static string PathOf(DiffId layer) => $"trees/{layer.Digest.Hex}";
}
