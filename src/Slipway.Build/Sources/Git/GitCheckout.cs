// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Puts the files of a git source into a folder: fetched, checked out with their submodules, cut to the folder that is asked for.</summary>
internal sealed class GitCheckout(BuildServices services, GitConnections connections, TimeProvider time)
{
    private const int MaxSubmoduleDepth = 16;

    /// <summary>Replaces an empty folder by the files.</summary>
    /// <param name="operation">What is asked for.</param>
    /// <param name="state">What its ref stands for.</param>
    /// <param name="folder">The folder's absolute path. The folder above it is used on the way, and is left as it was.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StepException">The files can't be had, or the folder asked for is none.</exception>
    public async Task RunAsync(GitOperation operation, GitState state, string folder, CancellationToken cancellationToken)
    {
        var source = operation.Source;
        var place = $"{folder}.checkout";
        LinuxFile.CreateDirectory(place);
        try
        {
            var modified = await CheckOutAsync(operation, source.Remote, state, place, 0, cancellationToken).ConfigureAwait(false);
            using (var root = RootedDirectory.Open(place))
            {
                Normalize(root, "/", source.HasCheckoutTimes ? UnixTime.From(time.GetUtcNow()) : modified, cancellationToken);
                if (source.Subdirectory is { } wanted)
                    RequireFolder(root, wanted, source);
            }
            LinuxFile.RemoveDirectory(folder);
            LinuxFile.Rename(source.Subdirectory is { } part ? Path.Combine(place, part) : place, folder);
        }
        finally
        {
            LinuxFile.RemoveTree(place, CancellationToken.None); // whatever happened, nothing of it stays
        }
    }

    private async Task<UnixTime> CheckOutAsync(
        GitOperation operation, GitRemote remote, GitState state, string folder, int depth, CancellationToken cancellationToken)
    {
        string commit;
        UnixTime modified;
        IReadOnlyList<GitSubmodule> submodules;
        using (var repository = await GitRepository.OpenAsync(services, remote, state.Object, cancellationToken).ConfigureAwait(false))
        {
            var connection = await connections.OpenAsync(remote, operation.Source.Remote, operation.Access, cancellationToken).ConfigureAwait(false);
            commit = await repository.FetchAsync(state.Object, connection, cancellationToken).ConfigureAwait(false);
            if (operation.KeepsGitFolder && depth == 0)
                await repository.CloneAsync(folder, state, commit, remote.Url, cancellationToken).ConfigureAwait(false);
            else
                await repository.ExportAsync(folder, commit, cancellationToken).ConfigureAwait(false);
            var committed = await repository.RunAsync(["show", "--no-patch", "--format=%ct", "--end-of-options", commit], cancellationToken).ConfigureAwait(false);
            modified = UnixTime.From(DateTimeOffset.FromUnixTimeSeconds(long.Parse(committed, CultureInfo.InvariantCulture)));
            submodules = operation.Source.HasSubmodules ? await GitSubmodules.ReadAsync(repository, commit, remote, cancellationToken).ConfigureAwait(false) : [];
        }
        if (submodules.Count > 0 && depth == MaxSubmoduleDepth)
            throw new StepException($"the submodules of '{operation.Source}' lie more than {MaxSubmoduleDepth} deep in each other") { Kind = BuildFailureKind.Outside };
        foreach (var submodule in submodules)
        {
            using (var root = RootedDirectory.Open(folder))
                RequireFolder(root, submodule.Path, operation.Source);
            await CheckOutAsync(
                operation, submodule.Remote, new(submodule.Commit, null, null), Path.Combine(folder, submodule.Path), depth + 1, cancellationToken).ConfigureAwait(false);
        }
        return modified;
    }

    // Each part must be a folder itself: a link would lead to wherever the repository's author likes.
    private static void RequireFolder(RootedDirectory root, string folder, GitSource source)
    {
        var path = "";
        foreach (var part in folder.Split('/'))
        {
            path += "/" + part;
            var type = root.TryGetStatus(path, FinalLink.Keep)?.Type;
            if (type == FileType.Directory)
                continue;
            throw new StepException(type switch
            {
                null => $"there is no folder '{path[1..]}' in '{source.Remote}'",
                FileType.SymbolicLink => $"'{path[1..]}' in '{source.Remote}' is a link, and a folder of a repository isn't looked for behind links",
                _ => $"'{path[1..]}' in '{source.Remote}' is a file and no folder",
            })
            { Kind = BuildFailureKind.Outside };
        }
    }

    // What this process's umask was is nothing that an image should tell.
    private static void Normalize(RootedDirectory root, string path, UnixTime modified, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var item in root.List(path, FinalLink.Keep))
        {
            var child = TreePath.Join(path, item.Name);
            var status = root.GetStatus(child, FinalLink.Keep);
            if (status.Type == FileType.Directory)
            {
                Normalize(root, child, modified, cancellationToken);
                continue;
            }
            if (status.Type == FileType.RegularFile)
                root.SetMode(child, (status.Mode & 0x40) != 0 ? 0x1ED : 0x1A4, FinalLink.Keep);
            root.SetTimes(child, modified, FinalLink.Keep);
        }
        root.SetMode(path, 0x1ED, FinalLink.Keep);
        root.SetTimes(path, modified, FinalLink.Keep);
    }
}
