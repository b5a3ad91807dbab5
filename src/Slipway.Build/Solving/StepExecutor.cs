// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Does what a vertex says, on its inputs.</summary>
internal sealed class StepExecutor(
    BuildServices services, BuildCache cache, TreeStore trees, Selections selections, StepReporter reporter, HostAuthorities? authorities, UnixTime time)
{
    private const int FolderMode = 0x1ED; // 0755

    private readonly Lazy<Task<ContainerRunner>> _containers =
        new(() => ContainerRunner.OpenAsync(services.Home, services.Time, CancellationToken.None)); // shared by all steps, whichever asks first

    /// <summary>Runs a step and records its files under <paramref name="result"/>.</summary>
    /// <returns>The manifest of a composed image; null for every other step.</returns>
    public async Task<Descriptor?> RunAsync(
        Vertex vertex, StepResult root, IReadOnlyList<StepResult> sources, Digest result, CancellationToken cancellationToken)
    {
        void Log(StepOutput output, string text) => reporter.Log(vertex, output, text);

        if (!Environment.IsPrivilegedProcess)
            throw new StepException("building needs root on this machine: owners, mounts and containers") { Kind = BuildFailureKind.Outside, Help = "run the command as root, with sudo for instance" };
        if (vertex.Operation is PackagesOperation packages)
        {
            return await services.PackageImages!.ComposeAsync(
                packages.Source, packages.Platform, new LineProgress(line => Log(StepOutput.Out, line + "\n")), cancellationToken).ConfigureAwait(false);
        }
        using var writable = services.Snapshots.CreateWritable();
        switch (vertex.Operation)
        {
            case RunOperation run:
                await RunAsync(run, root, sources, writable, Log, cancellationToken).ConfigureAwait(false);
                break;
            case CopyOperation copy:
                await CopyAsync(copy, root, sources, writable, cancellationToken).ConfigureAwait(false);
                break;
            case MakeDirectoryOperation directory:
                await MakeDirectoryAsync(directory, root, writable, cancellationToken).ConfigureAwait(false);
                break;
            case DownloadOperation download:
                await DownloadAsync(vertex, download, writable, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"A {vertex.Operation.GetType().Name} is no step.");
        }
        trees.Keep(result, await writable.CommitAsync(result, cancellationToken).ConfigureAwait(false));
        return null;
    }

    private async Task RunAsync(
        RunOperation run, StepResult root, IReadOnlyList<StepResult> sources, WritableSnapshot writable, Action<StepOutput, string> log, CancellationToken cancellationToken)
    {
        var held = await trees.HoldAsync(root, cancellationToken).ConfigureAwait(false);
        var mounts = new RunMounts(run, sources, services, cache, trees, selections);
        await using (mounts.ConfigureAwait(false))
        {
            await mounts.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await new RunExecutor(_containers, authorities).RunAsync(run, held.Snapshots, mounts, writable, log, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(CopyOperation copy, StepResult root, IReadOnlyList<StepResult> sources, WritableSnapshot writable, CancellationToken cancellationToken)
    {
        // A linked copy doesn't look at what it lands on, but for names of owners.
        var below = copy.IsLinked && (copy.Owner is null || !TreeOwners.HasName(copy.Owner)) ? null : await ViewAsync(root, cancellationToken).ConfigureAwait(false);
        using var directory = RootedDirectory.Open(writable.UpperPath);
        var target = new UpperTree(directory, copy.IsLinked ? null : below);
        var executor = new CopyExecutor(copy, target, copy.Owner is { } owner ? TreeOwners.Resolve(owner, below) : null, time, cancellationToken);
        foreach (var source in copy.Sources)
        {
            switch (source)
            {
                case PathCopySource path:
                    var tree = await selections.OpenAsync(sources[path.Input], cancellationToken).ConfigureAwait(false);
                    await executor.CopyAsync(tree, Selections.Select(tree, path, copy, cancellationToken)).ConfigureAwait(false);
                    break;
                case DownloadCopySource download:
                    await executor.CopyDownloadAsync(await selections.OpenAsync(sources[download.Input], cancellationToken).ConfigureAwait(false), download).ConfigureAwait(false);
                    break;
                case InlineCopySource inline:
                    executor.WriteInline(inline);
                    break;
            }
        }
        target.Finish();
    }

    private async Task MakeDirectoryAsync(MakeDirectoryOperation operation, StepResult root, WritableSnapshot writable, CancellationToken cancellationToken)
    {
        var below = await ViewAsync(root, cancellationToken).ConfigureAwait(false);
        using var directory = RootedDirectory.Open(writable.UpperPath);
        var target = new UpperTree(directory, below);
        var path = target.Resolve(operation.Path);
        if (target.Find(path) is not { Type: FileType.Directory })
            target.EnsureDirectory(path, operation.User.Length == 0 ? (0, 0) : TreeOwners.Resolve(operation.User, below), FolderMode, time);
        target.Finish();
    }

    private async Task DownloadAsync(Vertex vertex, DownloadOperation operation, WritableSnapshot writable, CancellationToken cancellationToken)
    {
        if (services.Downloads is not { } downloads)
            throw new StepException($"cannot fetch '{operation.Address}': nothing here fetches files") { Kind = BuildFailureKind.Outside };
        try
        {
            var download = await downloads.OpenAsync(operation.Address, cancellationToken).ConfigureAwait(false);
            await using (download.ConfigureAwait(false))
            {
                await SaveAsync(vertex, operation, download, Path.Combine(writable.UpperPath, operation.FileName), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or TimeoutException)
        {
            throw new StepException($"cannot fetch '{operation.Address}': {problem.Message.TrimEnd('.')}", problem) { Kind = BuildFailureKind.Outside, IsTransient = true };
        }
    }

    private async Task SaveAsync(Vertex vertex, DownloadOperation operation, Download download, string path, CancellationToken cancellationToken)
    {
        using var file = LinuxFile.Create(path, 0x180);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(operation.Checksum.HashName);
        var buffer = new byte[256 * 1024];
        for (long length = 0; await download.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count; length += count)
        {
            hash.AppendData(buffer, 0, count);
            RandomAccess.Write(file, buffer.AsSpan(0, count), length);
            reporter.Progress(vertex, operation.Address.AbsoluteUri, length + count, download.Length);
        }
        var actual = Digest.FromHash(operation.Checksum.HashName, hash.GetHashAndReset());
        if (actual != operation.Checksum)
            throw new StepException($"'{operation.Address}' holds {actual} where --checksum says {operation.Checksum}") { Help = "check who changed it; if that is right, write the new digest" };
        LinuxFile.SetTimes(file, download.LastModified is { } modified ? UnixTime.From(modified) : time);
    }

    private async Task<TreeView?> ViewAsync(StepResult root, CancellationToken cancellationToken) =>
        root.Tree.Count == 0 ? null : (await trees.HoldAsync(root, cancellationToken).ConfigureAwait(false)).View;

    private sealed class LineProgress(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
