// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>
/// Keeps what was found in layers, by the digests of their blob and their tar: a tree index, and beside it a file of JSON lines, the first of which says
/// the version and the size, the others a file that matters each. A file appears when it is whole, the lines last; what can't be read
/// is made again. Both digests are in the name: by that of the tar alone, an image could say that its layer is one that was looked into before.
/// </summary>
internal sealed class InventoryCache(string folder)
{
    private const int Version = 2;

    /// <summary>What is kept of a layer, or null.</summary>
    internal LayerInventory? Find(Descriptor layer, DiffId diffId)
    {
        try
        {
            var lines = File.ReadAllLines(PathOf(layer, diffId, "jsonl"));
            if (JsonSerializer.Deserialize(lines[0], InventoryJson.Default.InventoryHeader) is not { Version: Version } header || header.Facts != lines.Length - 1)
                return null;
            var facts = new Dictionary<FactKey, FileFacts>();
            foreach (var line in lines.Skip(1))
            {
                var fact = JsonSerializer.Deserialize(line, InventoryJson.Default.InventoryLine) ?? throw new InvalidDataException("A line is JSON 'null'.");
                facts[new(fact.Kind, Digest.Parse(fact.Content))] = fact.Facts;
            }
            using var tree = new MemoryStream(File.ReadAllBytes(PathOf(layer, diffId, "tree")));
            return new(TreeIndexFormat.Read(tree), header.FileBytes, facts);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException or IndexOutOfRangeException)
        {
            // Damaged, or of another version: it is only a cache.
            return null;
        }
    }

    /// <summary>Keeps what was found in a layer.</summary>
    internal void Keep(Descriptor layer, DiffId diffId, LayerInventory inventory)
    {
        using var tree = new MemoryStream();
        TreeIndexFormat.Write(inventory.Tree, tree);
        AtomicFile.Write(PathOf(layer, diffId, "tree"), tree.GetBuffer().AsMemory(0, (int)tree.Length));
        using var lines = new MemoryStream();
        Append(
            lines,
            JsonSerializer.SerializeToUtf8Bytes(new(Version, inventory.FileBytes, inventory.Facts.Count), InventoryJson.Default.InventoryHeader));
        foreach (var (key, facts) in inventory.Facts.OrderBy(fact => fact.Key.Content).ThenBy(fact => fact.Key.Kind))
            Append(lines, JsonSerializer.SerializeToUtf8Bytes(new(key.Kind, key.Content.ToString(), facts), InventoryJson.Default.InventoryLine));
        AtomicFile.Write(PathOf(layer, diffId, "jsonl"), lines.GetBuffer().AsMemory(0, (int)lines.Length));
    }

    private static void Append(MemoryStream lines, ReadOnlySpan<byte> json)
    {
        lines.Write(json);
        lines.WriteByte((byte)'\n');
    }

    private string PathOf(Descriptor layer, DiffId diffId, string extension) =>
        Path.Combine(folder, $"{Digest.Sha256(Encoding.UTF8.GetBytes($"{layer.MediaType} {layer.Digest} {diffId.Digest}")).Hex}.{extension}");
}
