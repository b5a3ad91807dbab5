// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>The mounts of one RUN step, prepared: what the container gets, what its environment gets, and what is to be let go afterwards.</summary>
internal sealed class RunMounts(RunOperation run, IReadOnlyList<StepResult> sources, BuildServices services, BuildCache cache, TreeStore trees, Selections selections, SshAgents agents)
    : IAsyncDisposable
{
    private readonly List<ContainerMount> _mounts = [];
    private readonly List<string> _environment = [];
    private readonly Stack<IDisposable> _held = new();
    private readonly Stack<SshAgentForward> _forwards = new();

    public IReadOnlyList<ContainerMount> Mounts => _mounts;

    /// <summary>Variables that secrets are given as; they are nowhere but in the container.</summary>
    public IReadOnlyList<string> Environment => _environment;

    /// <summary>Prepares every mount.</summary>
    /// <exception cref="StepException">A secret or a source isn't there.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var mount in run.Mounts)
        {
            switch (mount)
            {
                case BindStepMount bind:
                    await AddAsync(bind, cancellationToken).ConfigureAwait(false);
                    break;
                case CacheStepMount stored:
                    await AddAsync(stored, cancellationToken).ConfigureAwait(false);
                    break;
                case TmpfsStepMount tmpfs:
                    _mounts.Add(new ContainerMount.Tmpfs(tmpfs.Target) { SizeBytes = tmpfs.Size });
                    break;
                case SecretStepMount secret:
                    await AddAsync(secret, cancellationToken).ConfigureAwait(false);
                    break;
                case SshStepMount ssh:
                    await AddAsync(ssh, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
        if (run.File is { } file)
            _mounts.Add(new ContainerMount.MemoryFile($"/dev/pipes/{file.FileName}", UnixText.Encode(file.Text)) { Mode = 0x1ED });
    }

    /// <summary>Takes everything away again.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_forwards.TryPop(out var forward))
            await forward.DisposeAsync().ConfigureAwait(false);
        while (_held.TryPop(out var held))
            held.Dispose();
    }

    private async Task AddAsync(BindStepMount bind, CancellationToken cancellationToken)
    {
        var source = await PathOnHostAsync(sources[bind.Input], bind.Source, bind.Target, cancellationToken).ConfigureAwait(false);
        if (!bind.IsReadOnly)
            source = Discarding(source, bind);
        _mounts.Add(new ContainerMount.Bind(source, bind.Target, bind.IsReadOnly ? BindAccess.ReadOnly : BindAccess.ReadWrite));
    }

    private async Task AddAsync(CacheStepMount mount, CancellationToken cancellationToken)
    {
        Func<string, Task>? fill = mount.Input is { } input ? folder => FillAsync(sources[input], mount.Mount.Source, folder, cancellationToken) : null;
        var folder = await CacheMountFolder.TakeAsync(cache.Mounts, mount, fill, cancellationToken).ConfigureAwait(false);
        _held.Push(folder);
        _mounts.Add(new ContainerMount.Bind(folder.Path, mount.Target, mount.Mount.IsReadOnly ? BindAccess.ReadOnly : BindAccess.ReadWrite));
    }

    private async Task AddAsync(SecretStepMount secret, CancellationToken cancellationToken)
    {
        var mount = secret.Mount;
        if (await SecretReader.ReadAsync(run.Access.Secrets, mount.Id, cancellationToken).ConfigureAwait(false) is not { } value)
        {
            if (mount.IsRequired)
                throw new StepException($"the secret '{mount.Id}' is required and was not given") { Kind = BuildFailureKind.Definition, Help = $"give it: --secret id={mount.Id},src=FILE" };
            return;
        }
        if (secret.Target.Length > 0)
            _mounts.Add(new ContainerMount.MemoryFile(secret.Target, value) { Mode = mount.Mode, Uid = mount.Uid, Gid = mount.Gid });
        if (mount.Variable is { } variable)
            _environment.Add($"{variable}={UnixText.Decode(value)}");
    }

    private async Task AddAsync(SshStepMount ssh, CancellationToken cancellationToken)
    {
        var mount = ssh.Mount;
        if (!run.Access.SshAgents.TryGetValue(mount.Id, out var source))
        {
            if (mount.IsRequired)
                throw new StepException($"the SSH agent '{mount.Id}' is required and was not given") { Kind = BuildFailureKind.Definition, Help = $"give it: --ssh {mount.Id}, or --ssh {mount.Id}=KEYFILE" };
            return;
        }
        var agent = await agents.OpenAsync(mount.Id, source, cancellationToken).ConfigureAwait(false);
        var forward = SshAgentForward.Open(services, agent, mount.Mode, mount.Uid, mount.Gid);
        _forwards.Push(forward);
        _mounts.Add(new ContainerMount.Bind(forward.Socket, ssh.Target, BindAccess.ReadOnly));
    }

    /// <summary>Where a source is on the host: in the mounted files of a step, in a context, or in a copy of a context without what it ignores.</summary>
    private async Task<string> PathOnHostAsync(StepResult source, string path, string target, CancellationToken cancellationToken)
    {
        if (source.Context is { Ignore: null })
            return Pinned((await selections.OpenAsync(source, cancellationToken).ConfigureAwait(false)).View, path, target);
        if (source.Context is not null)
        {
            var copy = services.Snapshots.CreateWritable();
            _held.Push(copy);
            await FillAsync(source, "/", copy.UpperPath, cancellationToken).ConfigureAwait(false);
            using var copied = new TreeView(RootedDirectory.Open(copy.UpperPath));
            return PathIn(copy.UpperPath, copied, path, target);
        }
        var held = await trees.HoldAsync(source, cancellationToken).ConfigureAwait(false);
        var look = held.Look();
        _held.Push(look);
        return PathIn(look.MountedPath, look.View, path, target);
    }

    // The folder of a context belongs to others, who may change it at any moment: what was found in it is mounted by its handle on a path of ours.
    private string Pinned(TreeView view, string path, string target)
    {
        var (resolved, status) = Find(view, path, target);
        var scratch = services.Snapshots.CreateWritable();
        _held.Push(scratch);
        var place = Path.Combine(Path.GetDirectoryName(scratch.UpperPath)!, "pinned");
        if (status.Type == FileType.Directory)
            LinuxFile.CreateDirectory(place);
        else
            File.WriteAllBytes(place, []);
        view.Root.Bind(resolved, place);
        _held.Push(new Mounted(place));
        return place;
    }

    private static string PathIn(string root, TreeView view, string path, string target) => Find(view, path, target).Path is var resolved && resolved == "/" ? root : root + resolved;

    private static (string Path, FileStatus Status) Find(TreeView view, string path, string target)
    {
        var resolved = view.Resolve(TreePath.Normalize(path));
        return view.Find(resolved) is { } status ? (resolved, status) : throw new StepException($"the source '{path}' of the mount on '{target}' isn't there");
    }

    private async Task FillAsync(StepResult source, string path, string folder, CancellationToken cancellationToken)
    {
        var tree = await selections.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        var selected = new PathCopySource(0, path, default) { IsLiteral = true };
        var copy = new CopyOperation { Sources = [selected], Destination = "/" };
        using var root = RootedDirectory.Open(folder);
        var upper = new UpperTree(root, null);
        await new CopyExecutor(copy, upper, null, UnixTime.From(services.Time.GetUtcNow()), cancellationToken)
            .CopyAsync(tree, Selections.Select(tree, selected, null, cancellationToken)).ConfigureAwait(false);
        upper.Finish();
    }

    // What is written to the mount goes to a directory that nobody keeps.
    private string Discarding(string source, BindStepMount bind)
    {
        var status = LinuxFile.GetStatus(source, FinalLink.Follow);
        // Reading a FIFO would wait for a writer, and what is written to a device is not ours to throw away.
        if (status.Type is not (FileType.Directory or FileType.RegularFile))
            throw new StepException($"the source '{bind.Source}' of the mount on '{bind.Target}' is a {status.Type}; only files and folders can be mounted for writing");
        var scratch = services.Snapshots.CreateWritable();
        _held.Push(scratch);
        var folder = Path.GetDirectoryName(scratch.UpperPath)!;
        if (status.Type == FileType.RegularFile)
        {
            var copy = Path.Combine(folder, "file");
            File.Copy(source, copy);
            return copy;
        }
        var (mounted, work, empty) = (Path.Combine(folder, "mounted"), Path.Combine(folder, "mounted-work"), Path.Combine(folder, "empty"));
        foreach (var made in (string[])[mounted, work, empty])
            LinuxFile.CreateDirectory(made);
        LinuxFile.SetOwner(scratch.UpperPath, status.UserId, status.GroupId);
        LinuxFile.SetMode(scratch.UpperPath, status.Mode);
        OverlayMount.Mount(mounted, new() { Lowers = [source, empty], Upper = scratch.UpperPath, Work = work, Durability = OverlayDurability.Volatile });
        _held.Push(new Mounted(mounted));
        return mounted;
    }

    private sealed class Mounted(string path) : IDisposable
    {
        public void Dispose() => FileSystemMount.Unmount(path);
    }
}
