// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>Fills the trees of steps that execute nothing: COPY, ADD and WORKDIR.</summary>
internal sealed class TreeFilling(TreeStore trees, Selections selections, LayerLimits archiveLimits, UnixTime time)
{
    private const int FolderMode = 0x1ED; // 0755

    /// <summary>Whether a step can be planned: it executes nothing, and unpacks nothing.</summary>
    public async Task<bool> CanPlanAsync(Operation operation, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        if (operation is not CopyOperation copy)
            return operation is MakeDirectoryOperation;
        foreach (var source in copy.Sources)
        {
            if (source is DownloadCopySource && copy.UnpacksDownloads)
                return false;
            if (source is not PathCopySource path || !copy.UnpacksLocal)
                continue;
            var (tree, tops) = await selections.SelectAsync(sources[path.Input], path, copy, cancellationToken).ConfigureAwait(false);
            if (await CopyExecutor.UnpacksAsync(copy, tree, tops, cancellationToken).ConfigureAwait(false))
                return false;
        }
        return true;
    }

    /// <summary>Plans the tree of a step.</summary>
    public async Task<PlannedTree> PlanAsync(Operation operation, StepResult root, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        var below = NeedsBelow(operation) ? await trees.LookAsync(root, NamesOwner(operation) ? TreeOwners.Files : [], cancellationToken).ConfigureAwait(false) : null;
        var tree = new PlannedTree(ShowsBelow(operation) ? below : null);
        await FillAsync(operation, tree, below, sources, cancellationToken).ConfigureAwait(false);
        return tree;
    }

    /// <summary>Fills an upper directory.</summary>
    public async Task FillAsync(Operation operation, RootedDirectory upper, StepResult root, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        using var look = NeedsBelow(operation) && root.Tree.Count > 0 ? (await trees.HoldAsync(root, cancellationToken).ConfigureAwait(false)).Look() : null;
        var below = look?.View;
        var tree = new UpperTree(upper, ShowsBelow(operation) ? below : null);
        await FillAsync(operation, tree, below, sources, cancellationToken).ConfigureAwait(false);
        tree.Finish();
    }

    // A linked copy doesn't look at what it lands on, but for names of owners.
    private static bool ShowsBelow(Operation operation) => operation is not CopyOperation { IsLinked: true };

    private static bool NeedsBelow(Operation operation) => ShowsBelow(operation) || NamesOwner(operation);

    private static bool NamesOwner(Operation operation) => operation switch
    {
        CopyOperation { Owner: { } owner } => TreeOwners.HasName(owner),
        MakeDirectoryOperation directory => TreeOwners.HasName(directory.User),
        _ => false,
    };

    private Task FillAsync(Operation operation, IStepTree tree, ITreeLookup? below, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken) => operation switch
    {
        CopyOperation copy => Task.Run(() => CopyAsync(copy, tree, below, sources, cancellationToken), cancellationToken),
        MakeDirectoryOperation directory => Task.Run(() => MakeDirectory(directory, tree, below), cancellationToken),
        _ => throw new ArgumentException($"A {operation.GetType().Name} fills no tree by itself.", nameof(operation)),
    };

    private async Task CopyAsync(CopyOperation copy, IStepTree tree, ITreeLookup? below, IReadOnlyList<StepResult> sources, CancellationToken cancellationToken)
    {
        var executor = new CopyExecutor(copy, tree, copy.Owner is { } owner ? TreeOwners.Resolve(owner, below) : null, time, cancellationToken) { ArchiveLimits = archiveLimits };
        foreach (var source in copy.Sources)
        {
            switch (source)
            {
                case PathCopySource path:
                    var (from, tops) = await selections.SelectAsync(sources[path.Input], path, copy, cancellationToken).ConfigureAwait(false);
                    await executor.CopyAsync(from, tops).ConfigureAwait(false);
                    break;
                case GitCopySource git:
                    var (files, all) = await selections.SelectAsync(sources[git.Input], git.Files, copy, cancellationToken).ConfigureAwait(false);
                    await executor.CopyAsync(files, all).ConfigureAwait(false);
                    break;
                case DownloadCopySource download when Selections.Excludes(copy).IsIgnored(download.FileName):
                    break;
                case DownloadCopySource download:
                    await executor.CopyDownloadAsync(await selections.OpenAsync(sources[download.Input], cancellationToken).ConfigureAwait(false), download).ConfigureAwait(false);
                    break;
                case InlineCopySource inline:
                    executor.WriteInline(inline);
                    break;
            }
        }
    }

    private void MakeDirectory(MakeDirectoryOperation operation, IStepTree tree, ITreeLookup? below)
    {
        var path = tree.Resolve(operation.Path);
        if (tree.Find(path) == FileType.Directory)
            return;
        var (user, group) = operation.User.Length == 0 ? (0, 0) : TreeOwners.Resolve(operation.User, below);
        tree.EnsureDirectory(path, new(user, group, FolderMode, time));
    }
}
