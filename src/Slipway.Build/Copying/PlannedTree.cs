// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Build;

/// <summary>The tree of a step as a plan: what it holds and where its contents come from. Nothing is written before the layer is, and nothing but the layer.</summary>
/// <param name="lower">What lies below; null where nothing does, or nothing may count.</param>
internal sealed class PlannedTree(ITreeLookup? lower) : IStepTree
{
    // By path; names of one file share its node. Every folder above a node is there, but for the root, which no layer of a step describes.
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    public FileType? Find(string path)
    {
        if (path == "/")
            return FileType.Directory;
        return FindOwn(path) ?? (HidesBelow(TreePath.Parent(path)) ? null : lower?.Find(path)?.Type);
    }

    public FileType? FindOwn(string path) => path == "/" ? FileType.Directory : _nodes.GetValueOrDefault(path)?.Type;

    public string Resolve(string path) => TreeView.Resolve(path, Find, ReadLink);

    public bool EnsureDirectory(string path, TreeMetadata metadata)
    {
        if (FindOwn(path) is { } there)
            return there == FileType.Directory ? false : throw InTheWay(path);
        var parent = TreePath.Parent(path);
        EnsureDirectory(parent, metadata);
        if (!HidesBelow(parent) && lower?.Find(path) is { } below)
        {
            if (below.Type != FileType.Directory)
                throw InTheWay(path);
            var like = new TreeMetadata(below.UserId, below.GroupId, below.Mode, below.Modified) { Attributes = lower.ReadAttributes(path) };
            Put(path, new() { Type = FileType.Directory, Metadata = like });
            return false;
        }
        Put(path, new() { Type = FileType.Directory, Metadata = metadata, IsFresh = true });
        return true;
    }

    public void SetDirectory(string path, TreeMetadata metadata)
    {
        if (path == "/")
            return;
        var node = _nodes[path];
        // What the folder has beside stays, as it would on a disk.
        var attributes = node.Metadata.Attributes.Count == 0 ? metadata.Attributes
            : node.Metadata.Attributes.Where(one => !metadata.Attributes.ContainsKey(one.Key)).Concat(metadata.Attributes).ToDictionary(StringComparer.Ordinal);
        node.Metadata = metadata with { Modified = node.Metadata.Modified, Attributes = attributes };
    }

    public void SetDirectoryTime(string path, UnixTime time)
    {
        if (path != "/")
            _nodes[path].Metadata = _nodes[path].Metadata with { Modified = time };
    }

    public void RemoveOwn(string path)
    {
        if (FindOwn(path) is not (null or FileType.Directory))
            _nodes.Remove(path);
    }

    public void PutFile(string path, TreeContent content, TreeMetadata metadata, CancellationToken cancellationToken) =>
        Put(path, new() { Type = FileType.RegularFile, Metadata = metadata, Content = content });

    public void PutSymbolicLink(string path, string target, TreeMetadata metadata) =>
        Put(path, new() { Type = FileType.SymbolicLink, Metadata = metadata with { Mode = 0x1FF }, Target = target });

    public void PutNode(string path, FileType type, DeviceNumber device, TreeMetadata metadata) =>
        Put(path, new() { Type = type, Metadata = metadata, Device = device });

    public void PutHardLink(string path, string existing) => Put(path, _nodes[existing]);

    /// <summary>The entries of the layer, in the order in which <see cref="LayerSource"/> would have them.</summary>
    public IEnumerable<LayerEntry> Entries()
    {
        var names = _nodes.Keys.ToLookup(TreePath.Parent, TreePath.Name, StringComparer.Ordinal);
        var written = new Dictionary<Node, string>();
        var left = new Stack<string>();
        PushChildren("/");
        while (left.TryPop(out var path))
        {
            var node = _nodes[path];
            if (node.Type != FileType.Directory && !written.TryAdd(node, path))
                yield return new(new TarEntry { Name = path[1..], Type = TarEntryType.HardLink, LinkName = written[node][1..] }.Like(node.Metadata));
            else
                yield return Describe(path[1..], node);
            if (node.Type == FileType.Directory)
                PushChildren(path);
        }

        void PushChildren(string folder)
        {
            foreach (var name in names[folder].OrderDescending(UnixText.ByteOrder))
                left.Push(TreePath.Join(folder, name));
        }
    }

    private static LayerEntry Describe(string path, Node node)
    {
        var entry = new TarEntry
        {
            Name = path,
            Type = node.Type switch
            {
                FileType.RegularFile => TarEntryType.RegularFile,
                FileType.Directory => TarEntryType.Directory,
                FileType.SymbolicLink => TarEntryType.SymbolicLink,
                FileType.CharacterDevice => TarEntryType.CharacterDevice,
                FileType.BlockDevice => TarEntryType.BlockDevice,
                FileType.Fifo => TarEntryType.Fifo,
                _ => throw new InvalidOperationException($"No layer holds a {node.Type}."),
            },
            Size = node.Content?.Size ?? 0,
            LinkName = node.Target ?? "",
            Device = node.Device,
            ExtendedAttributes = node.Metadata.Attributes,
        };
        return new(entry.Like(node.Metadata)) { OpenContent = node.Content is { } content ? content.Open : null, Content = node.Content?.Digest };
    }

    private void Put(string path, Node node)
    {
        if (TreePath.Name(path).StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
        {
            throw new StepException($"'{path}' cannot be in a layer: names that begin with '{LayerPath.WhiteoutPrefix}' stand for what a layer takes away")
            {
                Help = "rename the file, or leave it out by --exclude",
            };
        }
        _nodes[path] = node;
    }

    private string ReadLink(string path) => _nodes.GetValueOrDefault(path)?.Target ?? lower!.ReadLink(path);

    /// <summary>Whether what lies below shows nothing of itself in a folder, because the step made that folder or something above it.</summary>
    private bool HidesBelow(string folder)
    {
        for (var path = folder; path != "/"; path = TreePath.Parent(path))
        {
            if (_nodes.TryGetValue(path, out var node))
                return node.IsFresh || node.Type != FileType.Directory;
        }
        return false;
    }

    private static StepException InTheWay(string path) => new($"'{path}' is a file where a folder is needed");

    private sealed class Node
    {
        public required FileType Type { get; init; }

        public required TreeMetadata Metadata { get; set; }

        public TreeContent? Content { get; init; }

        public string? Target { get; init; }

        public DeviceNumber Device { get; init; }

        /// <summary>Whether the step made the folder where below there was none.</summary>
        public bool IsFresh { get; init; }
    }
}
