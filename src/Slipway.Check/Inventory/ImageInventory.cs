// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>What an image of one platform holds, as its layers say: files, packages, users and sizes. Nothing of it is unpacked.</summary>
public sealed class ImageInventory
{
    private readonly IReadOnlyDictionary<Ecosystem, string> _problems;
    private readonly string? _systemProblem;

    internal ImageInventory(StoredImage image, IReadOnlyList<LayerInventory> layers)
    {
        Digest = image.Digest;
        Platform = image.Config.Platform;
        Layers = [.. layers.Zip(image.LayersWithDiffIds, (layer, of) => new LayerSize(of.DiffId, of.Layer.Digest, layer.FileBytes, of.Layer.Size))];
        Size = layers.Sum(layer => layer.FileBytes);
        CompressedSize = image.Manifest.Image!.Config.Size + image.Layers.Sum(layer => layer.Size);
        Tree = TreeIndex.Merge(layers.Select(layer => layer.Tree));
        var facts = new Dictionary<FactKey, FileFacts>();
        foreach (var (key, fact) in layers.SelectMany(layer => layer.Facts))
            facts[key] = fact;
        Accounts = AccountFiles.Parse(TextAt(FactPaths.Passwd, facts), TextAt(FactPaths.Group, facts));
        var packages = PackageList.Read(Tree, facts);
        (Packages, _problems, _systemProblem) = (packages.Packages, packages.Problems, packages.SystemProblem);
    }

    // What the manifest says of its layers, and nothing of what is in them.
    private ImageInventory(StoredImage image)
    {
        Digest = image.Digest;
        Platform = image.Config.Platform;
        Layers = [.. image.LayersWithDiffIds.Select(of => new LayerSize(of.DiffId, of.Layer.Digest, 0, of.Layer.Size))];
        CompressedSize = image.Manifest.Image!.Config.Size + image.Layers.Sum(layer => layer.Size);
        Tree = TreeIndex.Merge([]);
        Accounts = AccountFiles.Parse(null, null);
        Packages = [];
        _problems = new Dictionary<Ecosystem, string>();
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

    /// <summary>What is known of an image whose layers nobody looks into, for claims that <see cref="Claim.AsksForLayers"/> says need none.</summary>
    internal static ImageInventory WithoutContent(StoredImage image) => new(image);

    /// <summary>One of the two sizes.</summary>
    public long SizeBy(SizeMeasure measure) => measure == SizeMeasure.Stored ? Size : CompressedSize;

    /// <summary>Why the packages of an ecosystem, or of all where null, are not all known; null if they are.</summary>
    /// <remarks>The record of Node.js's and Python's packages are their files. Of all ecosystems enough is known where dpkg or apk kept a record.</remarks>
    public string? ProblemOf(Ecosystem? ecosystem) => ecosystem is { } one ? _problems.GetValueOrDefault(one) : _systemProblem;

    private string? TextAt(string path, Dictionary<FactKey, FileFacts> facts) =>
        Tree.Find(path, FinalLink.Follow) is { Content: { } content } && facts.TryGetValue(new(FactKind.Accounts, content), out var fact) ? fact.Text : null;
}
