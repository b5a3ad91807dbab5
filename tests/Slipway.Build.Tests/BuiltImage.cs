// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build.Tests;

/// <summary>An image that a test built, to look into.</summary>
public sealed class BuiltImage(BuildWorld world, Descriptor descriptor, BuildResult result)
{
    private TreeIndex? _tree;

    public BuildResult Result => result;

    public Descriptor Descriptor => descriptor;

    public StoredImage Image => world.Store.ReadImage(descriptor, Platform.Host) ?? throw new InvalidOperationException("no image for this machine");

    public ContainerConfig Config => Image.Config.Config!;

    public IReadOnlyList<string> History => [.. Image.Config.History!.Skip(1).Select(entry => entry.CreatedBy!)];

    public TreeIndex Tree => _tree ??= TreeIndex.Merge(Layers);

    /// <summary>What each layer holds, the lowest first.</summary>
    public IReadOnlyList<TreeIndex> Layers => [.. Image.LayersWithDiffIds.Select(pair => Index(pair.Layer, pair.DiffId))];

    /// <summary>The text of a file.</summary>
    public string Text(string path)
    {
        var node = Tree.Find(path) ?? throw new InvalidOperationException($"'{path}' is not in the image");
        using var folder = new Slipway.TestKit.TempFolder();
        foreach (var (layer, diffId) in Image.LayersWithDiffIds)
            LayerApplier.ApplyAsync(world.Store.OpenBlob(layer)!, layer, diffId, folder.Path, LayerApplyOptions.Default, default).GetAwaiter().GetResult();
        using var root = RootedDirectory.Open(folder.Path);
        using var file = root.OpenRead(path, FinalLink.Follow);
        var bytes = new byte[node.Size];
        RandomAccess.Read(file, bytes, 0);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary><c>0644 1000:1001 file</c>: what is at a path.</summary>
    public string Stat(string path) => Tree.Find(path, FinalLink.Keep) is { } node
        ? $"{Convert.ToString(node.Mode, 8).PadLeft(4, '0')} {node.UserId}:{node.GroupId} {Word(node.Type)}{(node.LinkTarget is { } target ? " " + target : "")}"
        : "nothing";

    /// <summary>The paths of a layer, by its place from the top.</summary>
    public IReadOnlyList<string> Paths(int fromTop = 0) => [.. Layers[^(1 + fromTop)].Enumerate().Select(entry => entry.Path)];

    private static string Word(FileType type) => type switch
    {
        FileType.RegularFile => "file",
        FileType.Directory => "folder",
        FileType.SymbolicLink => "link",
        var other => other.ToString(),
    };

    private TreeIndex Index(Descriptor layer, DiffId diffId) =>
        LayerApplier.IndexAsync(world.Store.OpenBlob(layer)!, layer, diffId, LayerLimits.Default, default).GetAwaiter().GetResult().Index;
}
