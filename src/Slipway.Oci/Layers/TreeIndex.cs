// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>
/// What a layer holds, or what a chain of layers shows when merged: every path with its type, mode, owner, size, link, attributes and content, the last two as
/// digests. Made once, while a layer is written or read. Immutable; merging shares what did not change.
/// </summary>
/// <remarks>Layers are merged as overlayfs does: a directory that a layer only implies (something below it is named and it is not) takes the place of
/// a symbolic link below, and keeps what is known of a directory below.</remarks>
public sealed class TreeIndex
{
    private const int MostLinks = 40; // as the kernel

    /// <summary>How large a content that the index keeps may be: 1 MiB.</summary>
    public const int LargestKeptContent = 1 << 20;

    internal TreeIndex(TreeNode root) => Root = root;

    /// <summary>What no layers show.</summary>
    public static TreeIndex Empty { get; } = new(new TreeNode { Name = "", Type = FileType.Directory, IsImplied = true });

    /// <summary>The root directory.</summary>
    public TreeNode Root { get; }

    /// <summary>Whether an index keeps the content of a file, so that whoever reads it must hand it over.</summary>
    /// <param name="path">The path in the layer, see <see cref="LayerPath"/>.</param>
    /// <param name="size">Bytes of its content.</param>
    internal static bool Keeps(string path, long size) => path is "etc/passwd" or "etc/group" && size <= LargestKeptContent;

    /// <summary>What a chain of layers shows, the lowest first.</summary>
    public static TreeIndex Merge(IEnumerable<TreeIndex> layers) => layers.Aggregate(Empty, static (below, layer) => below.Under(layer));

    /// <summary>What shows of this tree when a layer lies on it. Whiteouts of the layer have done their work and are gone.</summary>
    public TreeIndex Under(TreeIndex layer)
    {
        var merged = new TreeIndex(Merge(Root, layer.Root));
        return merged.HasOpenHardLinks(layer.Root) ? new(CloseHardLinks(merged.Root, this)) : merged;
    }

    /// <summary>What is at a path, or null where nothing is. Links on the way are followed inside the root, and the last as asked.</summary>
    public TreeNode? Find(string path, FinalLink link = FinalLink.Follow) => Resolve(path, link) is { } real ? Walk(real) : null;

    /// <summary>The path that a path leads to when the links on the way, and the last as asked, are followed inside the root; null where there is
    /// nothing or the links run in a circle. The root is the empty path.</summary>
    public string? Resolve(string path, FinalLink link)
    {
        var trail = new List<TreeNode>();
        var left = new Stack<string>();
        Push(path);
        for (var links = 0; left.TryPop(out var name);)
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                if (trail.Count > 0)
                    trail.RemoveAt(trail.Count - 1);
                continue;
            }
            var here = trail.Count > 0 ? trail[^1] : Root;
            if (here.Find(name) is not { IsWhiteout: false } next)
                return null;
            var last = left.All(static part => part is "" or ".");
            if (next.Type == FileType.SymbolicLink && (!last || link == FinalLink.Follow))
            {
                if (++links > MostLinks)
                    return null;
                if (next.LinkTarget!.StartsWith('/'))
                    trail.Clear();
                Push(next.LinkTarget);
                continue;
            }
            if (!last && next.Type != FileType.Directory)
                return null;
            trail.Add(next);
        }
        return string.Join('/', trail.Select(static node => node.Name));

        void Push(string text)
        {
            foreach (var part in text.Split('/').Reverse())
                left.Push(part);
        }
    }

    /// <summary>Every path below a directory with what is there, parents first, ordered by the bytes of the names; the directory itself is not among them.</summary>
    /// <param name="directory">A path without links, as <see cref="Resolve"/> gives it. The default is the root.</param>
    public IEnumerable<(string Path, TreeNode Node)> Enumerate(string directory = "")
    {
        if (Walk(directory) is not { } start)
            yield break;
        var left = new Stack<(string Path, TreeNode Node)>();
        Push(directory, start);
        while (left.TryPop(out var one))
        {
            yield return one;
            Push(one.Path, one.Node);
        }

        void Push(string path, TreeNode node)
        {
            for (var i = node.Children.Length - 1; i >= 0; i--)
                left.Push((LayerPath.Join(path, node.Children[i].Name), node.Children[i]));
        }
    }

    /// <summary>What is at a path that has no links in it.</summary>
    private TreeNode? Walk(string path)
    {
        var node = Root;
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(range).IsEmpty)
                continue;
            if (node.Find(path[range]) is not { } next)
                return null;
            node = next;
        }
        return node;
    }

    /// <summary>One directory of a layer on one of the tree below; both are known to be directories.</summary>
    private static TreeNode Merge(TreeNode lower, TreeNode upper)
    {
        var known = upper.IsImplied ? lower : upper;
        if (upper.IsOpaque)
            return (upper.IsImplied ? lower : upper).With([.. upper.Children.Where(static child => !child.IsWhiteout).Select(Top)], isOpaque: false);
        if (upper.Children.IsEmpty)
            return known.With(lower.Children, isOpaque: false);

        var children = ImmutableArray.CreateBuilder<TreeNode>(Math.Max(lower.Children.Length, upper.Children.Length));
        int below = 0, above = 0;
        while (below < lower.Children.Length || above < upper.Children.Length)
        {
            var order = below == lower.Children.Length ? 1
                : above == upper.Children.Length ? -1
                : UnixText.ByteOrder.Compare(lower.Children[below].Name, upper.Children[above].Name);
            if (order < 0)
            {
                children.Add(lower.Children[below++]);
                continue;
            }
            var onTop = upper.Children[above++];
            var covered = order == 0 ? lower.Children[below++] : null;
            if (onTop.IsWhiteout)
                continue;
            children.Add(covered?.Type == FileType.Directory && onTop.Type == FileType.Directory ? Merge(covered, onTop) : Top(onTop));
        }
        return known.With(children.ToImmutable(), isOpaque: false);
    }

    /// <summary>What shows of a layer's node where nothing lies below.</summary>
    private static TreeNode Top(TreeNode node) => node.Children.IsEmpty && !node.IsOpaque
        ? node
        : node.With([.. node.Children.Where(static child => !child.IsWhiteout).Select(Top)], isOpaque: false);

    private bool HasOpenHardLinks(TreeNode node) => IsOpen(node) || node.Children.Any(HasOpenHardLinks);

    private static bool IsOpen(TreeNode node) => node is { HardLinkTo: not null, Type: FileType.RegularFile, Content: null };

    /// <summary>Gives hard links whose file is in a layer below what is known of it there.</summary>
    private static TreeNode CloseHardLinks(TreeNode node, TreeIndex below)
    {
        if (IsOpen(node))
            return below.Find(node.HardLinkTo!, FinalLink.Keep)?.As(node) ?? node;
        var children = node.Children.Select(child => CloseHardLinks(child, below)).ToImmutableArray();
        return children.SequenceEqual(node.Children) ? node : node.With(children, node.IsOpaque);
    }
}
