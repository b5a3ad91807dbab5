// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>A file tree to look things up in: a mounted root, or a folder of this machine. No path leads out of it.</summary>
internal sealed class TreeView(RootedDirectory root) : ITreeLookup, IDisposable
{
    private const int MaxLinks = 40;

    public RootedDirectory Root => root;

    /// <summary>What is at a path, its last link kept; null where nothing is.</summary>
    public FileStatus? Find(string path) => root.TryGetStatus(path, FinalLink.Keep);

    /// <summary>The path with every link in it followed within the tree, as far as it exists and beyond.</summary>
    /// <exception cref="StepException">Links go round in a circle.</exception>
    public string Resolve(string path) => Resolve(path, path => Find(path)?.Type, root.ReadLink);

    /// <summary>The same for a tree that is asked by functions.</summary>
    public static string Resolve(string path, Func<string, FileType?> find, Func<string, string> readLink)
    {
        var pending = new Stack<string>(path.Split('/').Reverse());
        var resolved = "/";
        var links = 0;
        while (pending.TryPop(out var name))
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                resolved = TreePath.Parent(resolved);
                continue;
            }
            var next = TreePath.Join(resolved, name);
            if (find(next) != FileType.SymbolicLink)
            {
                resolved = next;
                continue;
            }
            if (++links > MaxLinks)
                throw new StepException($"the links in '{path}' go round in a circle");
            var target = readLink(next);
            if (target.StartsWith('/'))
                resolved = "/";
            foreach (var part in target.Split('/').Reverse())
                pending.Push(part);
        }
        return resolved;
    }

    /// <summary>Reads a small file, links followed; null where there is none.</summary>
    public byte[]? TryReadFile(string path, int maxBytes)
    {
        if (root.TryGetStatus(path, FinalLink.Follow) is not { Type: FileType.RegularFile })
            return null;
        using var file = root.OpenRead(path, FinalLink.Follow);
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), maxBytes)];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var count)
            length += count;
        return bytes[..length];
    }

    TreeEntry? ITreeLookup.Find(string path) => Find(path) is { } status ? new(status.Type, status.UserId, status.GroupId, status.Mode, status.Modified) : null;

    string ITreeLookup.ReadLink(string path) => root.ReadLink(path);

    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ITreeLookup.ReadAttributes(string folder) => TreeAttributes.Read(root, folder);

    public void Dispose() => root.Dispose();
}
