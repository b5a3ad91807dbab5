// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Security.Cryptography;
using Slipway.Native;

namespace Slipway.Oci.Layers;

/// <summary>
/// How a <see cref="TreeIndex"/> lies in a cache: a magic number with the version, then each node followed by what it holds. Numbers are of variable length,
/// texts are their bytes, digests raw SHA-256.
/// </summary>
public static class TreeIndexFormat
{
    private const int HashSize = 32;
    private const int DeepestTree = 4096; // a path has at most 4096 bytes

    private static ReadOnlySpan<byte> Magic => "SLTREE3\n"u8;

    [Flags]
    private enum Parts
    {
        None = 0,
        Implied = 1,
        Opaque = 2,
        LinkTarget = 4,
        HardLink = 8,
        Device = 16,
        Content = 32,
        Attributes = 64,
        Children = 128,
    }

    /// <summary>Writes an index. The stream stays open.</summary>
    public static void Write(TreeIndex index, Stream output)
    {
        using var writer = new BinaryWriter(output, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        Write(index.Root, writer);
    }

    /// <summary>Reads an index. The stream stays open.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an index of this version, or are cut short.</exception>
    public static TreeIndex Read(Stream input)
    {
        using var reader = new BinaryReader(input, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw new InvalidDataException("The bytes do not begin as a tree index of this version does.");
            return new(Read(reader, 0));
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"The tree index is damaged: {e.Message}", e);
        }
    }

    private static void Write(TreeNode node, BinaryWriter writer)
    {
        var parts = (node.IsImplied ? Parts.Implied : 0) | (node.IsOpaque ? Parts.Opaque : 0) | (node.LinkTarget is null ? 0 : Parts.LinkTarget)
            | (node.HardLinkTo is null ? 0 : Parts.HardLink) | (node.Device == default ? 0 : Parts.Device) | (node.Content is null ? 0 : Parts.Content)
            | (node.Attributes is null ? 0 : Parts.Attributes) | (node.Children.IsEmpty ? 0 : Parts.Children);
        writer.Write((byte)parts);
        writer.Write((byte)((int)node.Type >> 12));
        Write(node.Name, writer);
        writer.Write7BitEncodedInt(node.Mode);
        writer.Write7BitEncodedInt64(node.UserId);
        writer.Write7BitEncodedInt64(node.GroupId);
        writer.Write7BitEncodedInt64(node.Size);
        writer.Write7BitEncodedInt64(node.Modified.Seconds);
        writer.Write7BitEncodedInt64(node.Modified.Nanoseconds);
        if (node.LinkTarget is { } target)
            Write(target, writer);
        if (node.HardLinkTo is { } file)
            Write(file, writer);
        if (node.Device != default)
        {
            writer.Write7BitEncodedInt64(node.Device.Major);
            writer.Write7BitEncodedInt64(node.Device.Minor);
        }
        if (node.Content is { } content)
            writer.Write(Convert.FromHexString(content.Hex));
        if (node.Type == FileType.RegularFile)
        {
            // One more than the length; 0 says that nothing is kept.
            writer.Write7BitEncodedInt(node.KeptContent is { } kept ? kept.Length + 1 : 0);
            writer.Write(node.KeptContent.GetValueOrDefault().Span);
        }
        if (node.Attributes is { } attributes)
        {
            writer.Write(Convert.FromHexString(attributes.Hex));
            if (node.Type == FileType.Directory)
                WriteKept(node.KeptAttributes, writer);
        }
        if (node.Children.IsEmpty)
            return;
        writer.Write7BitEncodedInt(node.Children.Length);
        foreach (var child in node.Children)
            Write(child, writer);
    }

    private static TreeNode Read(BinaryReader reader, int depth)
    {
        if (depth > DeepestTree)
            throw new InvalidDataException($"The tree index is damaged: it is deeper than {DeepestTree}.");
        var parts = (Parts)reader.ReadByte();
        var type = (FileType)(reader.ReadByte() << 12);
        return new()
        {
            // In the order in which they lie there: an initializer runs from top to bottom.
            Type = type,
            IsImplied = parts.HasFlag(Parts.Implied),
            IsOpaque = parts.HasFlag(Parts.Opaque),
            Name = ReadText(reader),
            Mode = reader.Read7BitEncodedInt(),
            UserId = checked((uint)reader.Read7BitEncodedInt64()),
            GroupId = checked((uint)reader.Read7BitEncodedInt64()),
            Size = reader.Read7BitEncodedInt64(),
            Modified = new(reader.Read7BitEncodedInt64(), checked((uint)reader.Read7BitEncodedInt64())),
            LinkTarget = parts.HasFlag(Parts.LinkTarget) ? ReadText(reader) : null,
            HardLinkTo = parts.HasFlag(Parts.HardLink) ? ReadText(reader) : null,
            Device = parts.HasFlag(Parts.Device) ? new((uint)reader.Read7BitEncodedInt64(), (uint)reader.Read7BitEncodedInt64()) : default,
            Content = parts.HasFlag(Parts.Content) ? ReadDigest(reader) : null,
            KeptContent = type == FileType.RegularFile ? ReadKept(reader) : null,
            Attributes = parts.HasFlag(Parts.Attributes) ? ReadDigest(reader) : null,
            KeptAttributes = parts.HasFlag(Parts.Attributes) && type == FileType.Directory ? ReadKeptAttributes(reader) : null,
            Children = parts.HasFlag(Parts.Children) ? ReadChildren(reader, depth) : [],
        };
    }

    private static ImmutableArray<TreeNode> ReadChildren(BinaryReader reader, int depth)
    {
        var count = reader.Read7BitEncodedInt();
        var children = ImmutableArray.CreateBuilder<TreeNode>(Math.Clamp(count, 0, 4096));
        for (var i = 0; i < count; i++)
            children.Add(Read(reader, depth + 1));
        return children.ToImmutable();
    }

    private static void Write(string text, BinaryWriter writer)
    {
        var bytes = UnixText.Encode(text);
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static string ReadText(BinaryReader reader) => UnixText.Decode(ReadExactly(reader, reader.Read7BitEncodedInt()));

    private static Digest ReadDigest(BinaryReader reader) => Digest.FromHash(HashAlgorithmName.SHA256, ReadExactly(reader, HashSize));

    private static ReadOnlyMemory<byte>? ReadKept(BinaryReader reader)
    {
        var oneMore = reader.Read7BitEncodedInt();
        // Not by "?:", where null would become an empty memory.
        if (oneMore == 0)
            return null;
        return ReadExactly(reader, oneMore - 1);
    }

    private static void WriteKept(IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? attributes, BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(attributes?.Count ?? 0);
        foreach (var (name, value) in attributes ?? new Dictionary<string, ReadOnlyMemory<byte>>())
        {
            Write(name, writer);
            writer.Write7BitEncodedInt(value.Length);
            writer.Write(value.Span);
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>>? ReadKeptAttributes(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        var attributes = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            attributes.Add(ReadText(reader), ReadExactly(reader, reader.Read7BitEncodedInt()));
        return count > 0 ? attributes : null;
    }

    private static byte[] ReadExactly(BinaryReader reader, int count)
    {
        var bytes = count is >= 0 and <= 1 << 20 ? reader.ReadBytes(count) : [];
        return bytes.Length == count ? bytes : throw new EndOfStreamException("it ends too early.");
    }
}
