// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Looks through the build cache and the snapshots, and tells what belongs together. The result of a step is one unit: its records, its layers' records, its
/// snapshot, and the blobs in the store that only they name.
/// </summary>
internal sealed class CacheSurvey(SlipwayHome home, OciLayout store)
{
    private static readonly HashSet<string> OwnFolders = new(["steps", "layers", "mounts", "locks"], StringComparer.Ordinal);
    private static readonly HashSet<string> SourceFolders = new(["git", "downloads", "remote", "packages", "indexes"], StringComparer.Ordinal);
    private readonly BuildCache _cache = new(home);

    /// <summary>All units.</summary>
    /// <param name="layersInStore">The diff ids of the layers of all images that stay.</param>
    public IReadOnlyList<CacheUnit> Read(IReadOnlySet<Digest> layersInStore)
    {
        var snapshots = SnapshotFiles.List(home).ToDictionary(static snapshot => snapshot.Id);
        var results = Results(snapshots).ToList();
        var ofResults = results.Select(static unit => unit.Snapshot).OfType<SnapshotId>().ToHashSet();
        return
        [
            .. results,
            .. snapshots.Values.Where(snapshot => !ofResults.Contains(snapshot.Id)).Select(snapshot => OfSnapshot(snapshot, layersInStore)),
            .. Mounts(),
            .. Others(),
        ];
    }

    /// <summary>The results of steps, without their trees.</summary>
    public IEnumerable<CacheUnit> ReadResults() => Results([]);

    private IEnumerable<CacheUnit> Results(Dictionary<SnapshotId, SnapshotFiles> snapshots)
    {
        var steps = Steps().ToLookup(static step => step.Record.Result);
        var layers = Layers().ToLookup(static layer => layer.Result, static layer => layer.Path);
        foreach (var result in steps.Select(static group => group.Key).Union(layers.Select(static group => group.Key)))
        {
            var snapshot = snapshots.GetValueOrDefault(SnapshotId.Step(result));
            var blobs = new HashSet<Digest>(_cache.FindLayers(result).Select(static layer => layer.Layer.Digest).Where(store.Contains));
            foreach (var image in steps[result].Select(static step => step.Record.Image).OfType<Descriptor>())
                blobs.UnionWith(BlobReach.TryFind(store, image).Where(store.Contains));
            string[] records = [.. steps[result].Select(static step => step.Path), .. layers[result]];
            yield return new()
            {
                Kind = snapshot is null ? blobs.Count > 0 ? StorageKind.Layers : StorageKind.Records : StorageKind.Snapshots,
                Name = $"step {result.ShortHex}",
                Records = records,
                Snapshot = snapshot?.Id,
                Blobs = blobs,
                Bytes = records.Sum(TreeSize.Measure) + (snapshot?.Measure() ?? 0),
                LastUsed = records.Select(LastWritten).Append(snapshot?.LastUsed ?? default).Max(),
                IsDead = !steps.Contains(result) || (snapshot is null && blobs.Count == 0),
            };
        }
    }

    private IEnumerable<(string Path, StepRecord Record)> Steps()
    {
        foreach (var path in Entries("steps").SelectMany(static folder => Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : []))
        {
            if (HexOf(Path.GetDirectoryName(path)!) is { } key && HexOf(path) is { } onBase && _cache.PeekStep(key, onBase) is { } record)
                yield return (path, record);
        }
    }

    // A folder or a file for each result, whose name begins with it.
    private IEnumerable<(string Path, Digest Result)> Layers() =>
        from path in Entries("layers")
        let result = HexOf(path)
        where result is not null
        select (path, result.Value);

    private static CacheUnit OfSnapshot(SnapshotFiles snapshot, IReadOnlySet<Digest> layersInStore) => new()
    {
        Kind = StorageKind.Snapshots,
        Name = snapshot.Id.ToString(),
        Snapshot = snapshot.Id,
        Bytes = snapshot.Measure(),
        LastUsed = snapshot.LastUsed,
        IsDead = snapshot.Id.Kind == SnapshotKind.Step || (snapshot.Id.Kind == SnapshotKind.Layer && !layersInStore.Contains(snapshot.Id.Digest)),
    };

    private IEnumerable<CacheUnit> Mounts() =>
        from folder in Entries("mounts")
        where Directory.Exists(folder)
        from path in Directory.EnumerateDirectories(folder)
        let lockPath = path + ".lock"
        select new CacheUnit
        {
            Kind = StorageKind.Mounts,
            Name = $"cache mount {Path.GetFileName(folder)[..Math.Min(12, Path.GetFileName(folder).Length)]}",
            Path = path,
            Lock = lockPath,
            Bytes = TreeSize.Measure(path),
            LastUsed = Later(LastWritten(path), LastWritten(lockPath)),
        };

    private IEnumerable<CacheUnit> Others() =>
        from folder in Directory.Exists(home.Cache) ? Directory.EnumerateDirectories(home.Cache) : []
        let kind = Path.GetFileName(folder)
        where !OwnFolders.Contains(kind)
        from path in Entries(kind)
        where !path.EndsWith(".lock", StringComparison.Ordinal)
        select new CacheUnit
        {
            Kind = SourceFolders.Contains(kind) ? StorageKind.Sources : StorageKind.Records,
            Name = $"{kind}/{Path.GetFileName(path)}",
            Path = path,
            Bytes = TreeSize.Measure(path),
            LastUsed = Later(LastWritten(path), LastWritten(path + ".lock")),
        };

    private IEnumerable<string> Entries(string kind) =>
        Path.Combine(home.Cache, kind) is var folder && Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];

    private static Digest? HexOf(string path) =>
        Path.GetFileName(path) is { Length: >= 64 } name && Digest.TryParse($"sha256:{name[..64]}", out var digest) ? digest : null;

    private static DateTimeOffset LastWritten(string path) => new FileInfo(path) is var file && (file.Exists || Directory.Exists(path)) ? file.LastWriteTimeUtc : default;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
