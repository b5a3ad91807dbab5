// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.IO.Compression;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// What a selection held, file by file, in few bytes each: so that a step that has to run again can name the files that made it. It decides
/// nothing; digests of selections do.
/// </summary>
internal sealed class SelectionManifest
{
    // Past this nobody reads a list of names, and keeping them would cost more than it tells.
    private const int MaxFiles = 200_000, MaxBytes = 64 * 1024 * 1024, Fixed = 16;

    private readonly Dictionary<string, (ulong Metadata, ulong Content)> _files = new(StringComparer.Ordinal);
    private bool _isTooLong;

    /// <summary>Notes a file.</summary>
    /// <param name="path">Its path in the tree it is selected from.</param>
    /// <param name="metadata">Stands for its kind, mode, owner and attributes.</param>
    /// <param name="content">Stands for what it holds, or where it links to.</param>
    public void Add(string path, ulong metadata, ulong content)
    {
        if (_files.Count < MaxFiles)
            _files[path] = (metadata, content);
        else
            _isTooLong = true;
    }

    /// <summary>What is other in this one than in an earlier one, by path, folders whose files changed only where they themselves did; null where it can't be told.</summary>
    public IReadOnlyList<ChangedPath>? ChangesSince(SelectionManifest was)
    {
        if (_isTooLong || was._isTooLong)
            return null;
        var changes = new List<ChangedPath>();
        foreach (var (path, now) in _files)
        {
            if (!was._files.TryGetValue(path, out var before))
                changes.Add(new(Shown(path), PathChange.Added));
            else if (before.Content != now.Content)
                changes.Add(new(Shown(path), PathChange.Changed));
            else if (before.Metadata != now.Metadata)
                changes.Add(new(Shown(path), PathChange.ModeChanged));
        }
        changes.AddRange(was._files.Keys.Where(path => !_files.ContainsKey(path)).Select(static path => new ChangedPath(Shown(path), PathChange.Removed)));
        changes.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));
        return changes;
    }

    /// <summary>The manifest as bytes; null where it is too long to be kept.</summary>
    public byte[]? TryWrite()
    {
        if (_isTooLong)
            return null;
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            Span<byte> figures = stackalloc byte[Fixed];
            foreach (var (path, (metadata, content)) in _files)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(figures, metadata);
                BinaryPrimitives.WriteUInt64LittleEndian(figures[8..], content);
                packed.Write(figures);
                packed.Write(UnixText.Encode(path));
                packed.WriteByte(0);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="TryWrite"/> wrote; null where it is damaged.</summary>
    public static SelectionManifest? TryRead(byte[] packed)
    {
        try
        {
            using var reader = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (reader.Read(buffer) is > 0 and var count)
            {
                plain.Write(buffer, 0, count);
                if (plain.Length > MaxBytes)
                    return null;
            }
            return Parse(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static SelectionManifest? Parse(ReadOnlySpan<byte> plain)
    {
        var manifest = new SelectionManifest();
        while (plain.Length > 0)
        {
            if (plain.Length <= Fixed || plain[Fixed..].IndexOf((byte)0) is not (>= 0 and var length))
                return null;
            manifest.Add(UnixText.Decode(plain.Slice(Fixed, length)), BinaryPrimitives.ReadUInt64LittleEndian(plain), BinaryPrimitives.ReadUInt64LittleEndian(plain[8..]));
            plain = plain[(Fixed + length + 1)..];
        }
        return manifest;
    }

    private static string Shown(string path) => path is "/" or "" ? "." : path.TrimStart('/');
}
