// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>
/// The upper directory of a step while it is filled, seen together with what lies below it. What is there below and gets something new is
/// copied up with its metadata and its time, so that a copy leaves no trace of when it ran.
/// </summary>
/// <param name="upper">The directory that takes the changes.</param>
/// <param name="lower">What lies below; null where nothing does, or nothing may count.</param>
internal sealed class UpperTree(RootedDirectory upper, TreeView? lower)
{
    // Directories made where below there is something else or nothing: what a path in them would find below is not theirs.
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);

    // The time that each directory gets at the end, when nothing is put into it any more.
    private readonly Dictionary<string, UnixTime> _times = new(StringComparer.Ordinal);

    public RootedDirectory Upper => upper;

    /// <summary>What is at a path whose folders hold no links; null where nothing is.</summary>
    public FileStatus? Find(string path)
    {
        if (path == "/")
            return lower?.Find("/") ?? upper.GetStatus("/", FinalLink.Keep);
        return upper.TryGetStatus(path, FinalLink.Keep) ?? (IsFresh(TreePath.Parent(path)) ? null : lower?.Find(path));
    }

    /// <summary>The path with every link followed, as far as it exists and beyond.</summary>
    public string Resolve(string path) => TreeView.Resolve(path, Find, ReadLink);

    /// <summary>Makes sure that a folder is there, in a path without links.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="owner">Who owns what has to be made.</param>
    /// <param name="mode">The mode of what has to be made.</param>
    /// <param name="time">The time of what has to be made.</param>
    /// <returns>Whether it had to be made.</returns>
    /// <exception cref="StepException">A file is in the way.</exception>
    public bool EnsureDirectory(string path, (uint User, uint Group) owner, int mode, UnixTime time)
    {
        if (upper.TryGetStatus(path, FinalLink.Keep) is { } there)
            return there.Type == FileType.Directory ? false : throw InTheWay(path);
        if (path == "/")
            return false;
        EnsureDirectory(TreePath.Parent(path), owner, mode, time);
        if (!IsFresh(TreePath.Parent(path)) && lower?.Find(path) is { } below)
        {
            if (below.Type != FileType.Directory)
                throw InTheWay(path);
            CopyUp(path, below);
            return false;
        }
        CreateDirectory(path, owner, mode, time);
        return true;
    }

    /// <summary>Makes a folder where there is none, over whatever else is there.</summary>
    public void CreateDirectory(string path, (uint User, uint Group) owner, int mode, UnixTime time)
    {
        upper.CreateDirectory(path, 0x1C0);
        _fresh.Add(path);
        upper.SetOwner(path, owner.User, owner.Group, FinalLink.Keep);
        upper.SetMode(path, mode, FinalLink.Keep);
        _times[path] = time;
    }

    /// <summary>The time that a folder gets at the end.</summary>
    public void SetDirectoryTime(string path, UnixTime time) => _times[path] = time;

    /// <summary>Takes away what the step itself put at a path, if it isn't a folder.</summary>
    public void RemoveOwn(string path)
    {
        if (upper.TryGetStatus(path, FinalLink.Keep) is { Type: not FileType.Directory })
            upper.Remove(path);
    }

    /// <summary>Sets the times of folders, now that nothing is put into them any more.</summary>
    public void Finish()
    {
        foreach (var (path, time) in _times)
            upper.SetTimes(path, time, FinalLink.Keep);
        if (lower?.Find("/") is { } root)
            ApplyRoot(root);
    }

    // The root directory of an overlay is the topmost one, so it has to be like the one below.
    private void ApplyRoot(FileStatus root)
    {
        upper.SetOwner("/", root.UserId, root.GroupId, FinalLink.Follow);
        upper.SetMode("/", root.Mode, FinalLink.Follow);
        upper.SetTimes("/", _times.GetValueOrDefault("/", root.Modified), FinalLink.Follow);
    }

    private void CopyUp(string path, FileStatus below)
    {
        upper.CreateDirectory(path, 0x1C0);
        upper.SetOwner(path, below.UserId, below.GroupId, FinalLink.Keep);
        foreach (var name in lower!.Root.ListAttributes(path, FinalLink.Keep).Where(TreeAttributes.IsCopied))
            upper.SetAttribute(path, name, lower.Root.TryGetAttribute(path, name, FinalLink.Keep), FinalLink.Keep);
        upper.SetMode(path, below.Mode, FinalLink.Keep);
        _times[path] = below.Modified;
    }

    private string ReadLink(string path) =>
        upper.TryGetStatus(path, FinalLink.Keep) is not null ? upper.ReadLink(path) : lower!.Root.ReadLink(path);

    private bool IsFresh(string folder)
    {
        for (var path = folder; path != "/"; path = TreePath.Parent(path))
        {
            if (_fresh.Contains(path))
                return true;
        }
        return false;
    }

    private static StepException InTheWay(string path) => new($"'{path}' is a file where a folder is needed");
}
