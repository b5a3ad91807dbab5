// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>A small file that is there whole or not at all: written beside its place, flushed, renamed.</summary>
public static class AtomicFile
{
    /// <summary>Replaces <paramref name="path"/> by <paramref name="content"/>, durably; its folder is made where it is missing.</summary>
    public static void Write(string path, ReadOnlyMemory<byte> content)
    {
        var whole = Path.GetFullPath(path);
        Write(new DiskBlobFiles(Path.GetDirectoryName(whole)!), Path.GetFileName(whole), content);
    }

    /// <summary>Replaces the file at <paramref name="path"/> by <paramref name="content"/>, durably; its folder is made where it is missing.</summary>
    public static void Write(IBlobFiles files, string path, ReadOnlyMemory<byte> content) => WriteAll(files, [(path, content)]);

    /// <summary>Replaces files, durably when it returns, each of them whole or not at all; their folders are made where they are missing, and flushed once.</summary>
    public static void WriteAll(IBlobFiles files, IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)> contents)
    {
        var folders = contents.Select(static one => FolderOf(one.Path)).Distinct().ToList();
        files.MakeFolders(folders);
        foreach (var (path, content) in contents)
        {
            var beside = BesideOf(path);
            try
            {
                using (var file = files.Create(beside))
                {
                    file.Write(content.Span, 0);
                    file.Flush();
                }
                files.Rename(beside, path);
            }
            catch
            {
                files.Delete(beside);
                throw;
            }
        }
        foreach (var folder in folders)
            files.FlushFolder(folder);
    }

    /// <summary>
    /// Replaces a file so that readers find the old content or the new, and nothing is flushed: a power cut may take both, or leave parts. For what
    /// can be made again and says itself whether it is whole.
    /// </summary>
    public static void WriteUnflushed(IBlobFiles files, string path, ReadOnlySpan<byte> content)
    {
        files.EnsureFolder(FolderOf(path));
        var beside = BesideOf(path);
        try
        {
            using (var file = files.Create(beside))
                file.Write(content, 0);
            files.Rename(beside, path);
        }
        catch
        {
            files.Delete(beside);
            throw;
        }
    }

    /// <summary>Reads a small file whole; null where there is none.</summary>
    /// <param name="files">The tree it is in.</param>
    /// <param name="path">Where.</param>
    /// <param name="maxBytes">The most bytes that are read.</param>
    /// <exception cref="ImageFormatException">It has more bytes than <paramref name="maxBytes"/>.</exception>
    public static byte[]? TryRead(IBlobFiles files, string path, int maxBytes)
    {
        using var file = files.Open(path, FileAccess.Read);
        if (file is null)
            return null;
        var length = file.Length;
        if (length > maxBytes)
            throw new ImageFormatException($"The file '{path}' has {length} bytes, more than the {maxBytes} that are read.");
        var content = new byte[length];
        var filled = 0;
        while (filled < content.Length && file.Read(content.AsSpan(filled), filled) is > 0 and var count)
            filled += count;
        return filled == content.Length ? content : content[..filled];
    }

    /// <summary>Whether a file has a name as this gives it beside the file that is being written: where nobody writes it, a killed process left it.</summary>
    public static bool IsLeft(string name) => name.Length > 34 && name[0] == '.' && name[^33] == '.' && Guid.TryParseExact(name.AsSpan(name.Length - 32), "N", out _);

    private static string FolderOf(string path) => Path.GetDirectoryName(path) ?? "";

    private static string BesideOf(string path) => Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
}
