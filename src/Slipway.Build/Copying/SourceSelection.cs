// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Finds what the sources of a COPY select in a tree.</summary>
internal sealed class SourceSelection(SourceTree tree, DockerIgnore excludes, CancellationToken cancellationToken)
{
    private readonly TreeView _view = tree.View;

    /// <summary>What a source selects, in the order of paths; a literal path selects one.</summary>
    /// <exception cref="StepException">A literal path isn't there.</exception>
    public IReadOnlyList<CopyTop> Select(PathCopySource source, bool keepsParents)
    {
        if (keepsParents)
            return SelectWithParents(source);
        var path = TreePath.Normalize(source.Text);
        return !source.IsLiteral && GoPattern.HasWildcard(source.Text)
            ? [.. Match(path, crossesFolders: false).Select(match => Top(match, source)).OfType<CopyTop>()]
            : Top(path, source) is { } top ? [top] : [];
    }

    // Links in the path itself are followed; the name is the one that was asked for.
    private CopyTop? Top(string path, PathCopySource source)
    {
        var resolved = _view.Resolve(path);
        if (_view.Find(resolved) is not { } status)
            throw NotFound(path, source);
        var result = Ignored(resolved);
        if (result.IsIgnored && (status.Type != FileType.Directory || result.CanSkip))
            throw Excluded(path, source, result);
        var isFolder = status.Type == FileType.Directory;
        if (!isFolder && excludes.IsIgnored(TreePath.Name(path)))
            return null;
        var items = new List<CopyItem> { new(resolved, "", status) };
        if (isFolder)
            items.AddRange(Walk(resolved, "", result, default));
        if (result.IsIgnored && items.Count == 1)
            throw Excluded(path, source, result);
        return new(TreePath.Name(path), items, []);
    }

    private List<CopyTop> SelectWithParents(PathCopySource source)
    {
        var text = source.Text;
        var cut = text.IndexOf("/./", StringComparison.Ordinal);
        var pivot = cut < 0 ? "/" : TreePath.Normalize(text[..cut]);
        var path = TreePath.Normalize(cut < 0 ? text : $"{pivot}/{text[(cut + 3)..]}");
        var isPattern = GoPattern.HasWildcard(text);
        var found = isPattern ? Match(path, crossesFolders: true) : _view.Find(path) is null ? [] : [path];
        if (found.Count == 0 && !isPattern)
            throw NotFound(path, source);
        var tops = new List<CopyTop>();
        foreach (var match in found)
        {
            var relative = pivot == "/" ? match[1..] : match[(pivot.Length + 1)..];
            if (Top(match, source) is not { } top || excludes.IsIgnored(relative))
                continue;
            var parents = new List<CopyItem>();
            for (var slash = relative.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = relative.IndexOf('/', slash + 1))
            {
                var folder = TreePath.Join(pivot, relative[..slash]);
                parents.Add(new(folder, relative[..slash], _view.Root.GetStatus(folder, FinalLink.Follow)));
            }
            tops.Add(top with { Name = relative, Parents = parents });
        }
        return tops;
    }

    // A folder that matches is taken whole, so nothing in it is asked again.
    private List<string> Match(string path, bool crossesFolders)
    {
        var pattern = GoPattern.Parse(path, crossesFolders);
        var matches = new List<string>();
        var start = _view.Resolve(GoPattern.LiteralPrefix(path));
        // What is asked is the path as it was written; where it is found may be behind a link.
        Find(start, GoPattern.LiteralPrefix(path), pattern, Ignored(start), matches);
        return matches;
    }

    private void Find(string folder, string shown, GoPattern pattern, IgnoreResult above, List<string> matches)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_view.Find(folder) is not { Type: FileType.Directory })
            return;
        foreach (var child in _view.Root.List(folder, FinalLink.Keep))
        {
            var (path, name) = (TreePath.Join(folder, child.Name), TreePath.Join(shown, child.Name));
            var result = Check(path, above);
            var isFolder = _view.Find(path)?.Type == FileType.Directory;
            if (result.IsIgnored && (!isFolder || result.CanSkip))
                continue;
            if (pattern.Matches(name))
                matches.Add(name);
            else if (isFolder)
                Find(path, name, pattern, result, matches);
        }
    }

    /// <summary>What a folder holds, on all cores where there is much. A folder that is left out comes in with the first thing in it that isn't.</summary>
    private List<CopyItem> Walk(string folder, string relative, IgnoreResult ignored, IgnoreResult excluded)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var items = new List<CopyItem>();
        var folders = new List<(int Place, bool IsOut, CopyItem Item, IgnoreResult Ignored, IgnoreResult Excluded)>();
        foreach (var (name, status) in _view.Root.ListStatus(folder, FinalLink.Keep))
        {
            var path = TreePath.Join(folder, name);
            var below = relative.Length == 0 ? name : $"{relative}/{name}";
            var (ignore, exclude) = (Check(path, ignored), excludes.Check(below, excluded));
            var isOut = ignore.IsIgnored || exclude.IsIgnored;
            var item = new CopyItem(path, below, status);
            if (status.Type != FileType.Directory)
            {
                if (!isOut)
                    items.Add(item);
            }
            else if (!(ignore.IsIgnored && ignore.CanSkip) && !(exclude.IsIgnored && exclude.CanSkip))
            {
                folders.Add((items.Count, isOut, item, ignore, exclude));
            }
        }
        return folders.Count == 0 ? items : Join(items, folders, WalkEach(folders));
    }

    private List<CopyItem>[] WalkEach(List<(int Place, bool IsOut, CopyItem Item, IgnoreResult Ignored, IgnoreResult Excluded)> folders)
    {
        var found = new List<CopyItem>[folders.Count];
        void WalkOne(int index) => found[index] = Walk(folders[index].Item.Source, folders[index].Item.Relative, folders[index].Ignored, folders[index].Excluded);
        if (folders.Count == 1)
        {
            WalkOne(0);
            return found;
        }
        try
        {
            Parallel.For(0, folders.Count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, WalkOne);
        }
        catch (AggregateException problems)
        {
            ExceptionDispatchInfo.Throw(problems.Flatten().InnerExceptions[0]);
        }
        return found;
    }

    private static List<CopyItem> Join(
        List<CopyItem> items, List<(int Place, bool IsOut, CopyItem Item, IgnoreResult Ignored, IgnoreResult Excluded)> folders, List<CopyItem>[] found)
    {
        var joined = new List<CopyItem>(items.Count + folders.Count + found.Sum(static one => one.Count));
        var done = 0;
        for (var index = 0; index < folders.Count; index++)
        {
            var (place, isOut, item, _, _) = folders[index];
            joined.AddRange(items[done..place]);
            done = place;
            if (isOut && found[index].Count == 0)
                continue;
            joined.Add(item);
            joined.AddRange(found[index]);
        }
        joined.AddRange(items[done..]);
        return joined;
    }

    private IgnoreResult Ignored(string path) => tree.Ignore is null || path == "/" ? default : tree.Ignore.Check(path[1..]);

    private IgnoreResult Check(string path, IgnoreResult above) => tree.Ignore is null ? default : tree.Ignore.Check(path[1..], above);

    private StepException NotFound(string path, PathCopySource source) => new($"'{source.Text}' is not in {tree.Name}")
    {
        Span = source.Span,
        Notes = path == source.Text ? [] : [$"looked for '{path}', counted from its root"],
        Help = tree.IsContext ? "paths are relative to the build context, and none leads out of it" : null,
    };

    private StepException Excluded(string path, PathCopySource source, IgnoreResult result)
    {
        var word = result.Pattern!.Written;
        return new($"'{source.Text}' is not in {tree.Name}")
        {
            Span = source.Span,
            Notes = [$"'{path.TrimStart('/')}' is excluded by '{word.Text}' in {word.Source.Path}:{word.Source.GetPosition(word.Span.Start).Line}"],
            Help = "remove that pattern, let the path in again with '!', or copy it from a stage that makes it",
        };
    }
}
