// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Security.Cryptography;
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Gathers the entries of one layer, in their order, into a <see cref="TreeIndex"/>. Later entries of a path win, as they do when unpacked.</summary>
public sealed class TreeIndexBuilder
{
    private const int MostLinks = 40;

    // No path of Linux has more names; links make no tree deeper than its paths can say.
    private const int DeepestTree = 2048;

    private readonly Branch _root = new() { Node = new() { Name = "", Type = FileType.Directory, IsImplied = true } };

    /// <summary>Adds an entry; whiteouts and opaque marks do their work by name.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="content">The digest of a regular file's content.</param>
    /// <param name="keptContent">The content itself of a file of which the index keeps it; null for others.</param>
    /// <exception cref="LayerException">The entry's path leads out of the root, through more links than a kernel follows, or deeper than a path of
    /// the kernel.</exception>
    public void Add(TarEntry entry, Digest? content, ReadOnlyMemory<byte>? keptContent = null)
    {
        var path = LayerPath.Clean(entry.Name);
        var name = LayerPath.Name(path);
        if (path.StartsWith(LayerPath.AufsPrefix, StringComparison.Ordinal) && name != LayerPath.OpaqueMark)
            return; // aufs's own files, which no layer shows
        var parent = OpenDirectory(LayerPath.Parent(path), entry.Name);
        if (name.Length == 0)
        {
            _root.Node = Describe(entry, "", null);
            return;
        }
        if (name == LayerPath.OpaqueMark)
        {
            parent.IsOpaque = true;
            return;
        }
        if (name.StartsWith(LayerPath.AufsPrefix, StringComparison.Ordinal))
            return;
        if (name.StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
        {
            AddWhiteout(parent, name[LayerPath.WhiteoutPrefix.Length..]);
            return;
        }
        Put(parent, name, entry.Type == TarEntryType.HardLink ? Link(entry, name) : Describe(entry, name, content, keptContent));
    }

    /// <summary>The index of what was added so far.</summary>
    public TreeIndex Build() => new(Freeze(_root));

    private static void AddWhiteout(Branch parent, string name)
    {
        // What the layer has itself stays; a whiteout is about the layers below.
        if (!parent.Children.TryGetValue(name, out var there))
            parent.Children[name] = new() { Node = new() { Name = name, Type = FileType.Unknown } };
        else if (there.Node.Type == FileType.Directory)
            there.IsOpaque = true;
    }

    private static void Put(Branch parent, string name, TreeNode node)
    {
        if (parent.Children.TryGetValue(name, out var there) && there.Node.Type == FileType.Directory && node.Type == FileType.Directory)
        {
            there.Node = node;
            return;
        }
        // A directory where the layer had something else before: that has covered the one below.
        parent.Children[name] = new() { Node = node, IsOpaque = there is not null && node.Type == FileType.Directory };
    }

    private TreeNode Link(TarEntry entry, string name)
    {
        var target = LayerPath.Clean(entry.LinkName);
        var directory = FindDirectory(LayerPath.Parent(target), entry.Name, makeMissing: false);
        return directory is not null && directory.Children.TryGetValue(LayerPath.Name(target), out var there) && !there.Node.IsWhiteout
            ? there.Node.As(new TreeNode { Name = name, Type = there.Node.Type, HardLinkTo = target })
            : new TreeNode { Name = name, Type = FileType.RegularFile, HardLinkTo = target };
    }

    private static TreeNode Describe(TarEntry entry, string name, Digest? content, ReadOnlyMemory<byte>? keptContent = null) => new()
    {
        Name = name,
        Type = entry.Type switch
        {
            TarEntryType.Directory => FileType.Directory,
            TarEntryType.SymbolicLink => FileType.SymbolicLink,
            TarEntryType.CharacterDevice => FileType.CharacterDevice,
            TarEntryType.BlockDevice => FileType.BlockDevice,
            TarEntryType.Fifo => FileType.Fifo,
            _ => FileType.RegularFile,
        },
        Mode = entry.Mode,
        UserId = entry.UserId,
        GroupId = entry.GroupId,
        Size = entry.Size,
        Modified = entry.Modified,
        LinkTarget = entry.Type == TarEntryType.SymbolicLink ? entry.LinkName : null,
        Device = entry.Device,
        Content = content,
        KeptContent = keptContent,
        Attributes = DigestAttributes(entry.ExtendedAttributes),
        KeptAttributes = entry.Type == TarEntryType.Directory && entry.ExtendedAttributes.Count > 0 ? entry.ExtendedAttributes : null,
    };

    /// <summary>The digest of names and values: each name, a NUL, the value's length in four bytes, the value, in the order of the names' bytes.</summary>
    private static Digest? DigestAttributes(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> attributes)
    {
        if (attributes.Count == 0)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in attributes.OrderBy(static attribute => attribute.Key, UnixText.ByteOrder))
        {
            hash.AppendData(UnixText.Encode(name));
            hash.AppendData([0, .. BitConverter.GetBytes(value.Length)]);
            hash.AppendData(value.Span);
        }
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }

    private Branch OpenDirectory(string path, string entryName) => FindDirectory(path, entryName, makeMissing: true)!;

    /// <summary>The directory at a path, through links of this layer, as an unpacked layer has it.</summary>
    private Branch? FindDirectory(string path, string entryName, bool makeMissing)
    {
        var trail = new List<Branch> { _root };
        var left = new Stack<string>(path.Split('/').Reverse());
        for (var links = 0; left.TryPop(out var name);)
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                if (trail.Count > 1)
                    trail.RemoveAt(trail.Count - 1);
                continue;
            }
            if (!trail[^1].Children.TryGetValue(name, out var next) || next.Node.Type is not (FileType.Directory or FileType.SymbolicLink))
            {
                if (!makeMissing)
                    return null;
                var implied = new Branch { Node = new() { Name = name, Type = FileType.Directory, IsImplied = true }, IsOpaque = next is not null };
                trail[^1].Children[name] = next = implied;
            }
            if (next.Node.Type == FileType.Directory)
            {
                if (trail.Count > DeepestTree)
                    throw new LayerException($"The layer's entry '{entryName}' lies more than {DeepestTree} directories deep.");
                trail.Add(next);
                continue;
            }
            if (++links > MostLinks)
                throw new LayerException($"The layer's entry '{entryName}' leads through more than {MostLinks} symbolic links.");
            if (next.Node.LinkTarget!.StartsWith('/'))
                trail.RemoveRange(1, trail.Count - 1);
            foreach (var part in next.Node.LinkTarget.Split('/').Reverse())
                left.Push(part);
        }
        return trail[^1];
    }

    private static TreeNode Freeze(Branch branch)
    {
        if (branch.Children.Count == 0 && !branch.IsOpaque)
            return branch.Node;
        var children = branch.Children.Values.Select(Freeze).ToArray();
        Array.Sort(children, static (left, right) => UnixText.ByteOrder.Compare(left.Name, right.Name));
        return branch.Node.With(ImmutableArray.Create(children), branch.IsOpaque);
    }

    private sealed class Branch
    {
        internal required TreeNode Node { get; set; }

        internal bool IsOpaque { get; set; }

        internal Dictionary<string, Branch> Children => field ??= new(StringComparer.Ordinal);
    }
}
