// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// What COPY and mounts select of contexts and of other steps' files, and the digests of that. Of a step's files, which never change, the digest
/// of a selection is computed once and kept; of a context only files that changed are read, and none where nothing did.
/// </summary>
internal sealed class Selections(BuildServices services, BuildCache cache, TreeStore trees) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(TreeView View, ContentDigests Digests)>> _contexts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Digest, Lazy<IReadOnlyList<CopyTop>>> _selected = new();

    /// <summary>Opens what a source is read from.</summary>
    public async Task<SourceTree> OpenAsync(StepResult source, CancellationToken cancellationToken)
    {
        if (source.Context is { } context)
            return new(Context(context).View, $"the build context '{context.Folder}'", context.Ignore, IsContext: !context.KeepsOwners);
        var held = await trees.HoldAsync(source, cancellationToken).ConfigureAwait(false);
        return new(held.View, "the files that it is copied from", null, IsContext: false);
    }

    /// <summary>The digest of what a source selects in its input.</summary>
    /// <param name="source">The input.</param>
    /// <param name="path">The path or pattern.</param>
    /// <param name="copy">The COPY, for its flags; null for a mount.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Digest> GetDigestAsync(StepResult source, PathCopySource path, CopyOperation? copy, CancellationToken cancellationToken)
    {
        if (source.Context is not null)
            return await ComputeAsync(source, path, copy, cancellationToken).ConfigureAwait(false);
        var selection = SelectionOf(source, path, copy);
        if (cache.FindSelection(selection) is { } known)
            return known;
        var digest = await ComputeAsync(source, path, copy, cancellationToken).ConfigureAwait(false);
        cache.SaveSelection(selection, digest);
        return digest;
    }

    /// <summary>
    /// What a source selects in its input, looked for once in a build, so that what a step's key was made of is what the step copies.
    /// </summary>
    public async Task<(SourceTree Tree, IReadOnlyList<CopyTop> Tops)> SelectAsync(StepResult source, PathCopySource path, CopyOperation? copy, CancellationToken cancellationToken)
    {
        var tree = await OpenAsync(source, cancellationToken).ConfigureAwait(false);
        var selected = _selected.GetOrAdd(KeyOf(source, path, copy).Seal().Digest, _ => new(() => Select(tree, path, copy, cancellationToken)));
        return (tree, await Task.Run(() => selected.Value, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What a source selects.</summary>
    public static IReadOnlyList<CopyTop> Select(SourceTree tree, PathCopySource path, CopyOperation? copy, CancellationToken cancellationToken) =>
        new SourceSelection(tree, Excludes(copy), cancellationToken).Select(path, copy?.KeepsParents ?? false);

    /// <summary>Writes down what was learned of contexts.</summary>
    public void Save()
    {
        foreach (var context in _contexts.Values.Where(static context => context.IsValueCreated))
            context.Value.Digests.Save();
    }

    public void Dispose()
    {
        foreach (var context in _contexts.Values.Where(static context => context.IsValueCreated))
            context.Value.View.Dispose();
    }

    private async Task<Digest> ComputeAsync(StepResult source, PathCopySource path, CopyOperation? copy, CancellationToken cancellationToken)
    {
        var (tree, tops) = await SelectAsync(source, path, copy, cancellationToken).ConfigureAwait(false);
        if (source.Context is not { } context)
            return await Task.Run(() => Compute(tree, tops, copy, item => item.Content = new(ContentDigests.Compute(tree.View.Root, item.Source, cancellationToken), IsSettled: true), cancellationToken), cancellationToken).ConfigureAwait(false);
        var stats = SelectionStats.TryCompute(tops, services.Time, cancellationToken);
        var known = new SelectionStats(cache.Records, SelectionOf(source, path, copy));
        if (stats is { } before && known.Find(before) is { } same)
            return same;
        var digests = Context(context).Digests;
        var digest = await Task.Run(() => Compute(tree, tops, copy, item => digests.Get(tree.View.Root, item, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);
        if (stats is { } now)
            known.Save(now, digest);
        return digest;
    }

    // The contents on all cores, then the rest in order.
    private Digest Compute(SourceTree tree, IReadOnlyList<CopyTop> tops, CopyOperation? copy, Action<CopyItem> read, CancellationToken cancellationToken)
    {
        var files = tops.SelectMany(static top => top.Items).Where(static item => item is { Status.Type: FileType.RegularFile, Content: null });
        Each(files, read, cancellationToken);
        var manifest = new SelectionManifest();
        var digest = SelectionDigest.Compute(tree, tops, copy?.Mode, copy?.Owner is not null, static item => item.Content!.Digest, manifest, cancellationToken);
        // The digest may never be computed again, so what it stands for is kept now or never.
        cache.SaveManifest(digest, manifest);
        return digest;
    }

    // One failure is enough, and it is that of the file and not of all.
    private static void Each(IEnumerable<CopyItem> files, Action<CopyItem> read, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, read);
        }
        catch (AggregateException problems)
        {
            ExceptionDispatchInfo.Throw(problems.InnerExceptions[0]);
        }
    }

    private (TreeView View, ContentDigests Digests) Context(ContextOperation context) =>
        _contexts.GetOrAdd(context.Folder, folder => new(() => (new(RootedDirectory.Open(folder)), new ContentDigests(cache.Records, folder, services.Time)))).Value;

    // All that decides what the digest of a selection is of what the input holds.
    private static Digest SelectionOf(StepResult source, PathCopySource path, CopyOperation? copy)
    {
        var key = KeyOf(source, path, copy);
        key.Add("flags", [copy?.ModeText ?? "", copy?.Owner is null ? "" : "owner"]);
        return key.Seal().Digest;
    }

    // All that decides what is selected of what the input holds.
    private static KeyWriter KeyOf(StepResult source, PathCopySource path, CopyOperation? copy)
    {
        var key = new KeyWriter();
        key.Add("selection of", source.Id);
        key.Add("path", path.Text);
        key.Add("reading", [path.IsLiteral ? "literal" : "", copy?.KeepsParents == true ? "parents" : ""]);
        key.Add("exclude", copy?.Excludes ?? []);
        return key;
    }

    /// <summary>What --exclude leaves out.</summary>
    public static DockerIgnore Excludes(CopyOperation? copy) => copy is null or { Excludes: [] }
        ? DockerIgnore.Empty
        : DockerIgnore.FromWords(copy.Excludes.Select(static pattern => Word.FromText("--exclude", pattern)));
}
