// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>What an image of one platform holds, as its layers say: files, packages, users and sizes. Nothing of it is unpacked.</summary>
public sealed class ImageInventory
{
    internal ImageInventory(StoredImage image, IReadOnlyList<LayerInventory> layers)
    {
        Digest = image.Digest;
        Platform = image.Config.Platform;
        Layers = [.. layers.Zip(image.LayersWithDiffIds, (layer, of) => new LayerSize(of.DiffId, layer.FileBytes, of.Layer.Size))];
        Size = layers.Sum(layer => layer.FileBytes);
        CompressedSize = image.Manifest.Image!.Config.Size + image.Layers.Sum(layer => layer.Size);
        Tree = TreeIndex.Merge(layers.Select(layer => layer.Tree));
        var facts = new Dictionary<Digest, FileFacts>();
        foreach (var (content, fact) in layers.SelectMany(layer => layer.Facts))
            facts[content] = fact;
        Accounts = AccountFiles.Parse(TextAt(FactPaths.Passwd, facts), TextAt(FactPaths.Group, facts));
        (Packages, DebProblem) = PackageList.Read(Tree, facts);
    }

    /// <summary>The manifest's digest.</summary>
    public Digest Digest { get; }

    /// <summary>What the image runs on.</summary>
    public Platform Platform { get; }

    /// <summary>The bytes of the regular files of all layers, uncompressed, the base's included.</summary>
    public long Size { get; }

    /// <summary>The bytes that travel: the configuration and the layers' blobs.</summary>
    public long CompressedSize { get; }

    /// <summary>The sizes of the layers, lowest first.</summary>
    public IReadOnlyList<LayerSize> Layers { get; }

    /// <summary>What the layers show when merged.</summary>
    public TreeIndex Tree { get; }

    /// <summary>The users and groups it knows.</summary>
    public AccountFiles Accounts { get; }

    /// <summary>The packages that are installed, ordered by ecosystem, name and path.</summary>
    public IReadOnlyList<InstalledPackage> Packages { get; }

    /// <summary>Why the image's Debian packages are not known; null if they are.</summary>
    public string? DebProblem { get; }

    /// <summary>One of the two sizes.</summary>
    public long SizeBy(SizeMeasure measure) => measure == SizeMeasure.Stored ? Size : CompressedSize;

    private string? TextAt(string path, Dictionary<Digest, FileFacts> facts) =>
        Tree.Find(path, FinalLink.Follow) is { Content: { } content } && facts.TryGetValue(content, out var fact) ? fact.Text : null;
}
