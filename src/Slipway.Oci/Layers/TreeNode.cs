// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>What a <see cref="TreeIndex"/> knows of one path. Immutable; compared by reference.</summary>
public sealed class TreeNode
{
    internal TreeNode()
    {
    }

    /// <summary>The last name of the path; empty for the root.</summary>
    public required string Name { get; init; }

    /// <summary>What it is; of a whiteout, <see cref="FileType.Unknown"/>.</summary>
    public required FileType Type { get; init; }

    /// <summary>The twelve permission bits.</summary>
    public int Mode { get; init; }

    /// <summary>The owner.</summary>
    public uint UserId { get; init; }

    /// <summary>The group.</summary>
    public uint GroupId { get; init; }

    /// <summary>Bytes of content of a regular file; 0 for others.</summary>
    public long Size { get; init; }

    /// <summary>When the content changed last. Never part of a cache key.</summary>
    public UnixTime Modified { get; init; }

    /// <summary>What a symbolic link points to, as it was written; null for others.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Of a hard link, the path that the layer linked it to; all else is then that of the file. Null for others.</summary>
    public string? HardLinkTo { get; init; }

    /// <summary>The device that a device node stands for.</summary>
    public DeviceNumber Device { get; init; }

    /// <summary>The digest of the content of a regular file; null for others, and for a hard link to a layer below that was not merged yet.</summary>
    public Digest? Content { get; init; }

    /// <summary>The content itself of <c>etc/passwd</c> and <c>etc/group</c>, in which owners' names are looked up; null for others and where it is larger
    /// than <see cref="TreeIndex.LargestKeptContent"/>.</summary>
    public ReadOnlyMemory<byte>? KeptContent { get; init; }

    /// <summary>The digest of the extended attributes' names and values; null where there are none.</summary>
    public Digest? Attributes { get; init; }

    /// <summary>The extended attributes themselves of a directory, for whoever needs a directory like it; null for others and where there are none.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? KeptAttributes { get; init; }

    /// <summary>Whether a layer named something below this directory but not the directory itself, so that nothing is known of it.</summary>
    public bool IsImplied { get; init; }

    /// <summary>Whether this directory shows nothing of the layers below.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>Whether this path is gone.</summary>
    public bool IsWhiteout => Type == FileType.Unknown;

    /// <summary>What a directory holds, ordered by the bytes of the names.</summary>
    public ImmutableArray<TreeNode> Children { get; init; } = [];

    /// <summary>What a directory holds under a name, or null. A whiteout is an answer too.</summary>
    public TreeNode? Find(string name)
    {
        int low = 0, high = Children.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = UnixText.ByteOrder.Compare(Children[middle].Name, name);
            if (order == 0)
                return Children[middle];
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return null;
    }

    /// <summary>The same but for the name and what it holds.</summary>
    internal TreeNode With(ImmutableArray<TreeNode> children, bool isOpaque) => Copy(Name, HardLinkTo, children, isOpaque, IsImplied);

    /// <summary>The file behind a hard link, under the link's name.</summary>
    internal TreeNode As(TreeNode link) => Copy(link.Name, link.HardLinkTo, Children, IsOpaque, IsImplied);

    private TreeNode Copy(string name, string? hardLinkTo, ImmutableArray<TreeNode> children, bool isOpaque, bool isImplied) => new()
    {
        Name = name,
        Type = Type,
        Mode = Mode,
        UserId = UserId,
        GroupId = GroupId,
        Size = Size,
        Modified = Modified,
        LinkTarget = LinkTarget,
        HardLinkTo = hardLinkTo,
        Device = Device,
        Content = Content,
        KeptContent = KeptContent,
        Attributes = Attributes,
        KeptAttributes = KeptAttributes,
        IsImplied = isImplied,
        IsOpaque = isOpaque,
        Children = children,
    };
}
