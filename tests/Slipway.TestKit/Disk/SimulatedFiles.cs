// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.TestKit;

/// <summary>The files below a folder of a <see cref="SimulatedDisk"/>, as one process sees them.</summary>
internal sealed class SimulatedFiles : IBlobFiles
{
    private readonly SimulatedProcess _process;
    private readonly SimulatedFolder _root;

    public SimulatedFiles(SimulatedProcess process, string folder)
    {
        _process = process;
        if (Disk.Root.Find(folder) is null)
        {
            Disk.Root.Set(folder, new SimulatedFolder());
            Disk.Root.Flush();
        }
        _root = (SimulatedFolder)Disk.Root.Find(folder)!;
    }

    private SimulatedDisk Disk => _process.Disk;

    public void MakeFolders(params IEnumerable<string> folders)
    {
        foreach (var parent in folders.SelectMany(MakeOneByOne).Distinct().ToList())
            Flush(DiskEffect.FlushParent, parent);
    }

    public void EnsureFolder(string folder) => MakeOneByOne(folder);

    public IBlobFile Create(string path)
    {
        _process.Disk.Turn(_process, isEffect: true);
        var file = new SimulatedFile { Modified = Disk.Now };
        if (!Disk.Skips(new(DiskEffect.Create, path)))
        {
            var folder = Parent(path);
            if (folder.Find(Name(path)) is not null)
                throw new IOException($"The simulated file '{path}' exists.");
            folder.Set(Name(path), file);
        }
        return new SimulatedHandle(_process, file, path);
    }

    public IBlobFile? Open(string path, FileAccess access)
    {
        Disk.Turn(_process, isEffect: false);
        return Find(path) is SimulatedFile file ? new SimulatedHandle(_process, file, path) : null;
    }

    public void Rename(string path, string newPath)
    {
        Disk.Turn(_process, isEffect: true);
        var (from, to) = (Parent(path), Parent(newPath));
        var file = from.Find(Name(path)) as SimulatedFile ?? throw new FileNotFoundException($"The simulated file '{path}' does not exist.");
        if (Disk.Skips(new(DiskEffect.Rename, newPath)))
        {
            WriteInPlace(to, Name(newPath), file.Current);
            from.Set(Name(path), null);
            return;
        }
        to.Set(Name(newPath), file);
        from.Set(Name(path), null);
    }

    public bool Delete(string path)
    {
        Disk.Turn(_process, isEffect: true);
        if (Find(path) is not SimulatedFile)
            return false;
        Parent(path).Set(Name(path), null);
        return true;
    }

    public void FlushFolder(string folder) => Flush(DiskEffect.FlushFolder, folder);

    public IEnumerable<BlobFileEntry> List(string folder)
    {
        Disk.Turn(_process, isEffect: false);
        return Find(folder) is SimulatedFolder found
            ? [.. found.InOrder.Where(static pair => pair.Value is SimulatedFile).Select(static pair => new BlobFileEntry(pair.Key, ((SimulatedFile)pair.Value).Current.Length, ((SimulatedFile)pair.Value).Modified))]
            : [];
    }

    public IEnumerable<string> ListFolders(string folder) =>
        Find(folder) is SimulatedFolder found ? [.. found.InOrder.Where(static pair => pair.Value is SimulatedFolder).Select(static pair => pair.Key)] : [];

    public bool DeleteFolder(string folder)
    {
        Disk.Turn(_process, isEffect: true);
        if (Find(folder) is not SimulatedFolder { Current.Count: 0 })
            return false;
        Parent(folder).Set(Name(folder), null);
        return true;
    }

    public long? GetLength(string path)
    {
        Disk.Turn(_process, isEffect: false);
        return (Find(path) as SimulatedFile)?.Current.Length;
    }

    public IDisposable? TryLock(string path, FileLockMode mode)
    {
        Disk.Turn(_process, isEffect: false);
        return Disk.TryLock(_process, path, mode) is { } taken ? new SimulatedLock(Disk, path, taken) : null;
    }

    public Task<IDisposable> LockAsync(string path, FileLockMode mode, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryLock(path, mode) is { } taken)
                return Task.FromResult(taken);
            Disk.Wait(_process);
        }
    }

    private void Flush(DiskEffect effect, string path)
    {
        Disk.Turn(_process, isEffect: true);
        var folder = Find(path) as SimulatedFolder ?? throw new DirectoryNotFoundException($"The simulated folder '{path}' does not exist.");
        if (!Disk.Skips(new(effect, path, folder.HasRemoval)))
            folder.Flush();
    }

    // The parents that got a folder.
    private List<string> MakeOneByOne(string path)
    {
        var parents = new List<string>();
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var count = 1; count <= parts.Length; count++)
        {
            var folder = string.Join('/', parts[..count]);
            if (Find(folder) is not null)
                continue;
            Disk.Turn(_process, isEffect: true);
            if (Find(folder) is not null)
                continue;
            Parent(folder).Set(parts[count - 1], new SimulatedFolder());
            parents.Add(Path.GetDirectoryName(folder)!);
        }
        return parents;
    }

    // What code would do that knows nothing of renaming.
    private void WriteInPlace(SimulatedFolder folder, string name, byte[] content)
    {
        if (folder.Find(name) is not SimulatedFile file)
            folder.Set(name, file = new SimulatedFile());
        file.Truncate(0);
        Disk.Turn(_process, isEffect: true);
        file.Write(content.AsSpan(0, content.Length / 2), 0);
        Disk.Turn(_process, isEffect: true);
        file.Write(content.AsSpan(content.Length / 2), content.Length / 2);
        file.Flush();
    }

    private SimulatedFolder Parent(string path) =>
        Find(Path.GetDirectoryName(path) ?? "") as SimulatedFolder ?? throw new DirectoryNotFoundException($"The simulated folder of '{path}' does not exist.");

    private static string Name(string path) => Path.GetFileName(path);

    private SimulatedNode? Find(string path)
    {
        SimulatedNode? node = _root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = (node as SimulatedFolder)?.Find(part);
        return node;
    }
}
