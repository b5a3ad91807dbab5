// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>
/// Brings build contexts that are no folders into the home: git repositories, archives of an address or a stream, a Dockerfile alone. What was brought
/// once and hasn't changed is there.
/// </summary>
/// <param name="services">What it stands on; of the same home as the engine's.</param>
public sealed class RemoteContexts(BuildServices services)
{
    private const string FileName = "context";

    /// <summary>An address as it may be shown: without user, password and query.</summary>
    public static string Shown(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return RedactedAddress.Of(address.GetLeftPart(UriPartial.Path));
    }

    /// <summary>Opens a git repository's files.</summary>
    /// <param name="source">Which.</param>
    /// <param name="keepsGitFolder">Whether <c>.git</c> stays, though the source doesn't say so.</param>
    /// <param name="access">What may be shown to its host.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContextException">It can't be had.</exception>
    public Task<OpenedContext> OpenAsync(GitSource source, GitFolderUse keepsGitFolder, RemoteAccess access, CancellationToken cancellationToken) => GuardAsync(async remote =>
    {
        var operation = new GitOperation(source) { Access = access, KeepsGitFolder = source.KeepsGitFolder ?? keepsGitFolder == GitFolderUse.Kept };
        var key = new KeyWriter();
        operation.Describe(key);
        await remote.AddContentAsync(key, operation, cancellationToken).ConfigureAwait(false);
        var snapshot = await GetOrMakeAsync(key, folder => remote.CheckOutAsync(operation, folder, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new OpenedContext(snapshot, source.ToString());
    });

    /// <summary>Opens what an address serves: an archive, unpacked, or else a Dockerfile.</summary>
    /// <param name="address">The address, http or https.</param>
    /// <param name="access">What may be shown to its host.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContextException">It can't be had.</exception>
    public Task<OpenedContext> OpenAsync(Uri address, RemoteAccess access, CancellationToken cancellationToken) => GuardAsync(async remote =>
    {
        var operation = new DownloadOperation(address, null) { Access = access, FileName = FileName };
        var fetched = await remote.Files.GetAsync(operation, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(fetched, operation.Shown, cancellationToken).ConfigureAwait(false);
    });

    /// <summary>Opens what a stream holds: an archive, unpacked, or else a Dockerfile.</summary>
    /// <param name="content">The stream; stays the caller's.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContextException">It is larger than may be, or a damaged archive.</exception>
    public Task<OpenedContext> OpenAsync(Stream content, string name, CancellationToken cancellationToken) => GuardAsync(async remote =>
    {
        var (digest, _) = await remote.Files.Store.AddAsync(
            content, System.Security.Cryptography.HashAlgorithmName.SHA256, services.MaxDownloadBytes, static _ => { }, cancellationToken).ConfigureAwait(false);
        var spooled = new FetchedFile(digest, remote.Files.Store.PathOf(digest), null);
        try
        {
            return await OpenAsync(spooled, name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(spooled.Path);
        }
    });

    private async Task<OpenedContext> OpenAsync(FetchedFile file, string name, CancellationToken cancellationToken)
    {
        var key = new KeyWriter();
        key.Add("kind", "unpacked context");
        key.Add("content", file.Digest);
        var snapshot = await GetOrMakeAsync(key, folder => UnpackAsync(file, folder, cancellationToken), cancellationToken).ConfigureAwait(false);
        var opened = new OpenedContext(snapshot, name);
        try
        {
            // What is no archive lies in the folder by itself, under BuildKit's name for it.
            return opened with { Dockerfile = Directory.EnumerateFileSystemEntries(snapshot.Path).Take(2).ToList() is [var only] && Path.GetFileName(only) == FileName ? opened.TryRead(FileName) : null };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private async Task UnpackAsync(FetchedFile file, string folder, CancellationToken cancellationToken)
    {
        using var place = services.Snapshots.CreateWritable();
        var time = UnixTime.From(file.LastModified ?? DateTimeOffset.UnixEpoch);
        DownloadStore.Copy(file, Path.Combine(place.UpperPath, FileName), 0x180, time, cancellationToken);
        using var view = new TreeView(RootedDirectory.Open(place.UpperPath));
        using var root = RootedDirectory.Open(folder);
        var target = new UpperTree(root, null);
        var copy = new CopyOperation { Sources = [], Destination = "/", UnpacksDownloads = true };
        await new CopyExecutor(copy, target, null, time, cancellationToken)
            .CopyDownloadAsync(new(view, "the context", null, IsContext: false), new(0, FileName, FileName, default)).ConfigureAwait(false);
        target.Finish();
    }

    private async Task<Snapshot> GetOrMakeAsync(KeyWriter key, Func<string, Task> make, CancellationToken cancellationToken)
    {
        var digest = key.Seal().Digest;
        if (services.Snapshots.Find(SnapshotId.Step(digest)) is { } there)
            return there;
        if (RootlessHost.Find(services.Home) is { } obstacle)
            throw new StepException($"bringing a context here needs root, or a user namespace, and {obstacle.Reason}") { Kind = BuildFailureKind.Outside, Help = obstacle.Remedy };
        var locks = Path.Combine(services.Home.Cache, "locks");
        Directory.CreateDirectory(locks);
        using var making = await FileLock.AcquireAsync(Path.Combine(locks, digest.Hex), FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false);
        if (services.Snapshots.Find(SnapshotId.Step(digest)) is { } madeMeanwhile)
            return madeMeanwhile;
        using var writable = services.Snapshots.CreateWritable();
        await make(writable.UpperPath).ConfigureAwait(false);
        var snapshot = await writable.CommitAsync(digest, cancellationToken).ConfigureAwait(false);
        await services.Snapshots.FlushAsync(cancellationToken).ConfigureAwait(false);
        return snapshot;
    }

    private async Task<OpenedContext> GuardAsync(Func<RemoteSources, Task<OpenedContext>> open)
    {
        var remote = new RemoteSources(services, null);
        await using (remote.ConfigureAwait(false))
        {
            try
            {
                return await open(remote).ConfigureAwait(false);
            }
            catch (StepException problem)
            {
                throw new ContextException($"{problem.Message}.", problem) { Help = problem.Help, IsOutside = problem.Kind == BuildFailureKind.Outside };
            }
            catch (LayerException problem)
            {
                throw new ContextException(problem.Message, problem);
            }
        }
    }
}
