// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>The upper directory of a step while it is filled.</summary>
/// <param name="upper">The directory that takes the changes.</param>
/// <param name="lower">What lies below; null where nothing does, or nothing may count.</param>
internal sealed class UpperTree(RootedDirectory upper, ITreeLookup? lower) : IStepTree
{
    // Directories made where below there is something else or nothing: what a path in them would find below is not theirs.
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);

    // The time that each directory gets at the end, when nothing is put into it any more.
    private readonly Dictionary<string, UnixTime> _times = new(StringComparer.Ordinal);

    public RootedDirectory Upper => upper;

    public FileType? Find(string path)
    {
        if (path == "/")
            return FileType.Directory;
        return FindOwn(path) ?? (IsFresh(TreePath.Parent(path)) ? null : lower?.Find(path)?.Type);
    }

    public FileType? FindOwn(string path) => upper.TryGetStatus(path, FinalLink.Keep)?.Type;

    public string Resolve(string path) => TreeView.Resolve(path, Find, ReadLink);

    /// <summary>The same with a folder in the root's place: no link leads out of it.</summary>
    /// <param name="folder">The folder, in a path without links.</param>
    /// <param name="path">A path counted from it, that begins with a slash.</param>
    public string ResolveWithin(string folder, string path)
    {
        string In(string below) => folder == "/" ? below : (folder + below).TrimEnd('/');
        return In(TreeView.Resolve(path, below => Find(In(below)), below => ReadLink(In(below))));
    }

    public bool EnsureDirectory(string path, TreeMetadata metadata)
    {
        if (FindOwn(path) is { } there)
            return there == FileType.Directory ? false : throw InTheWay(path);
        if (path == "/")
            return false;
        EnsureDirectory(TreePath.Parent(path), metadata);
        if (!IsFresh(TreePath.Parent(path)) && lower?.Find(path) is { } below)
        {
            if (below.Type != FileType.Directory)
                throw InTheWay(path);
            CopyUp(path, below);
            return false;
        }
        CreateDirectory(path, metadata);
        return true;
    }

    /// <summary>Makes a folder where the step has none, over whatever is below.</summary>
    public void CreateDirectory(string path, TreeMetadata metadata)
    {
        upper.CreateDirectory(path, 0x1C0);
        _fresh.Add(path);
        SetDirectory(path, metadata);
        _times[path] = metadata.Modified;
    }

    // The owner before the mode: changing it takes set-uid bits and capabilities away.
    public void SetDirectory(string path, TreeMetadata metadata)
    {
        upper.SetOwner(path, metadata.UserId, metadata.GroupId, FinalLink.Keep);
        upper.SetMode(path, metadata.Mode, FinalLink.Keep);
        foreach (var (name, value) in metadata.Attributes)
            upper.SetAttribute(path, name, value.Span, FinalLink.Keep);
    }

    public void SetDirectoryTime(string path, UnixTime time) => _times[path] = time;

    public void RemoveOwn(string path)
    {
        if (FindOwn(path) is not (null or FileType.Directory))
            upper.Remove(path);
    }

    public void PutFile(string path, TreeContent content, TreeMetadata metadata, CancellationToken cancellationToken)
    {
        using var file = upper.CreateFile(path, 0x180);
        content.CopyTo(file, cancellationToken);
        LinuxFile.SetOwner(file, metadata.UserId, metadata.GroupId);
        LinuxFile.SetMode(file, metadata.Mode);
        foreach (var (name, value) in metadata.Attributes)
            LinuxFile.SetAttribute(file, name, value.Span);
        LinuxFile.SetTimes(file, metadata.Modified);
    }

    public void PutSymbolicLink(string path, string target, TreeMetadata metadata)
    {
        upper.CreateSymbolicLink(path, target);
        upper.SetOwner(path, metadata.UserId, metadata.GroupId, FinalLink.Keep);
        upper.SetTimes(path, metadata.Modified, FinalLink.Keep);
    }

    public void PutNode(string path, FileType type, DeviceNumber device, TreeMetadata metadata)
    {
        DeviceNodes.Create(upper, path, type, metadata.Mode, device);
        upper.SetOwner(path, metadata.UserId, metadata.GroupId, FinalLink.Keep);
        upper.SetMode(path, metadata.Mode, FinalLink.Keep);
        upper.SetTimes(path, metadata.Modified, FinalLink.Keep);
    }

    public void PutHardLink(string path, string existing) => upper.CreateHardLink(path, existing);

    /// <summary>Sets the times of folders, now that nothing is put into them any more.</summary>
    public void Finish()
    {
        foreach (var (path, time) in _times)
            upper.SetTimes(path, time, FinalLink.Keep);
        if (lower?.Find("/") is { } root)
            ApplyRoot(root);
    }

    // The root directory of an overlay is the topmost one, so it has to be like the one below.
    private void ApplyRoot(TreeEntry root)
    {
        upper.SetOwner("/", root.UserId, root.GroupId, FinalLink.Follow);
        upper.SetMode("/", root.Mode, FinalLink.Follow);
        upper.SetTimes("/", _times.GetValueOrDefault("/", root.Modified), FinalLink.Follow);
    }

    private void CopyUp(string path, TreeEntry below)
    {
        upper.CreateDirectory(path, 0x1C0);
        SetDirectory(path, new(below.UserId, below.GroupId, below.Mode, below.Modified) { Attributes = lower!.ReadAttributes(path) });
        _times[path] = below.Modified;
    }

    private string ReadLink(string path) => FindOwn(path) is not null ? upper.ReadLink(path) : lower!.ReadLink(path);

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
