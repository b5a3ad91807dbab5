// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Compares what a container wrote with what lies below it, as <c>docker diff</c> does: a directory is changed where something in it is.</summary>
/// <param name="upper">What it wrote: the upper directory of an overlay.</param>
/// <param name="lower">Its image's files.</param>
internal sealed class ChangeReader(RootedDirectory upper, RootedDirectory lower)
{
    private const string Capability = "security.capability", Opaque = "trusted.overlay.opaque";

    private readonly List<FileChange> _changes = [];

    /// <summary>The changes, in the order of their paths.</summary>
    internal IReadOnlyList<FileChange> Read(CancellationToken cancellationToken)
    {
        ReadFolder("", LowerKind.Directory, cancellationToken);
        return [.. _changes.OrderBy(static change => change.Path, StringComparer.Ordinal)];
    }

    // Whether something in the folder is another.
    private bool ReadFolder(string folder, LowerKind below, CancellationToken cancellationToken)
    {
        var before = _changes.Count;
        var isOpaque = upper.TryGetAttribute(folder, Opaque, FinalLink.Keep) is [(byte)'y'];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, status) in upper.ListStatus(folder, FinalLink.Keep))
        {
            cancellationToken.ThrowIfCancellationRequested();
            names.Add(name);
            ReadEntry(folder.Length == 0 ? name : $"{folder}/{name}", status, below, isOpaque, cancellationToken);
        }
        // What an opaque folder has not is gone, without a word for each.
        if (isOpaque && below == LowerKind.Directory)
        {
            foreach (var item in lower.List(folder, FinalLink.Keep).Where(item => !names.Contains(item.Name)))
                Note(FileChangeKind.Deleted, $"{folder}/{item.Name}");
        }
        return _changes.Count > before;
    }

    private void ReadEntry(string path, FileStatus status, LowerKind parent, bool isHidden, CancellationToken cancellationToken)
    {
        var old = parent == LowerKind.Directory ? lower.TryGetStatus(path, FinalLink.Keep) : null;
        if (status.IsOverlayWhiteout)
        {
            if (old is not null)
                Note(FileChangeKind.Deleted, path);
            return;
        }
        var below = old is { Type: FileType.Directory } ? LowerKind.Directory : LowerKind.None;
        var isInside = status.Type == FileType.Directory && ReadFolder(path, below, cancellationToken);
        if (old is null)
            Note(FileChangeKind.Added, path);
        else if (isInside || IsAnother(path, old.Value, status, isHidden))
            Note(FileChangeKind.Changed, path);
    }

    private bool IsAnother(string path, FileStatus old, FileStatus status, bool isHidden)
    {
        if (old.Type != status.Type || old.Mode != status.Mode || old.UserId != status.UserId || old.GroupId != status.GroupId || old.SpecialDevice != status.SpecialDevice)
            return true;
        // A directory's own times say nothing.
        if (status.Type != FileType.Directory && (old.Modified != status.Modified || old.Size != status.Size))
            return true;
        return (isHidden && status.Type != FileType.Directory)
            || !(lower.TryGetAttribute(path, Capability, FinalLink.Keep) ?? []).AsSpan().SequenceEqual(upper.TryGetAttribute(path, Capability, FinalLink.Keep) ?? []);
    }

    private void Note(FileChangeKind kind, string path) => _changes.Add(new(kind, "/" + path.TrimStart('/')));

    private enum LowerKind
    {
        None,
        Directory,
    }
}
