// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Looks things up in what is written down of a tree's layers, merged; nothing is unpacked.</summary>
internal sealed class IndexLookup(TreeIndex index) : ITreeLookup
{
    private const int ImpliedMode = 0x1ED; // 0755, root's, of 1970: as a folder that no layer describes is unpacked

    // Folders that were asked for; files of one folder usually come together.
    private readonly Dictionary<string, TreeNode?> _folders = new(StringComparer.Ordinal) { ["/"] = index.Root };

    /// <summary>Whether it can say what a file holds, or that there is none.</summary>
    public static bool CanRead(TreeIndex index, string path) =>
        index.Find(path) is not { Type: FileType.RegularFile, KeptContent: null };

    public TreeEntry? Find(string path) => FindNode(path) is not { } node ? null
        : node.IsImplied ? new(FileType.Directory, 0, 0, ImpliedMode, UnixTime.Epoch)
        : new(node.Type, node.UserId, node.GroupId, node.Mode, node.Modified);

    public string ReadLink(string path) => FindNode(path)?.LinkTarget ?? throw new ArgumentException($"'{path}' is no symbolic link.", nameof(path));

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ReadAttributes(string folder) => TreeAttributes.Of(FindNode(folder)?.KeptAttributes);

    public byte[]? TryReadFile(string path, int maxBytes)
    {
        if (index.Find(path) is not { Type: FileType.RegularFile } node)
            return null;
        var content = node.KeptContent ?? throw new InvalidOperationException($"Of '{path}' only the digest is written down.");
        return content[..Math.Min(content.Length, maxBytes)].ToArray();
    }

    private TreeNode? FindNode(string path) => path == "/" ? index.Root : FindFolder(TreePath.Parent(path))?.Find(TreePath.Name(path));

    private TreeNode? FindFolder(string path)
    {
        if (_folders.TryGetValue(path, out var known))
            return known;
        return _folders[path] = FindNode(path) is { Type: FileType.Directory } node ? node : null;
    }
}
