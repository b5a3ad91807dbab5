// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Text;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>
/// The file trees of one build in the form that is asked for: snapshots to look into and to run on, blobs to ship. Each is made once, when
/// something needs it, and held until the build ends.
/// </summary>
internal sealed class TreeStore(BuildServices services, BuildCache cache) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Digest, Lazy<Task<Snapshot>>> _snapshots = new();
    private readonly ConcurrentDictionary<(Digest Result, string Form), Lazy<Task<LayerRecord>>> _layers = new();
    private readonly ConcurrentDictionary<(Digest Content, string Form), Lazy<Task<LayerRecord>>> _contents = new();
    private readonly ConcurrentDictionary<Digest, Lazy<Task<HeldTree>>> _trees = new();
    private readonly ConcurrentDictionary<Digest, Lazy<Task<TreeIndex?>>> _indexes = new();

    /// <summary>
    /// The latest time that anything of this build keeps (SOURCE_DATE_EPOCH), in seconds since 1970; null where times are kept as they are. A layer that
    /// was written for an earlier one has lost times, and is none for this build.
    /// </summary>
    public long? LatestModified { get; set; }

    /// <summary>What a step came to before, here or elsewhere, where that is still to be had in any form; null where it has to run.</summary>
    /// <param name="key">The step's key.</param>
    /// <param name="onBase">The result it stands on.</param>
    /// <param name="below">The tree it stands on.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    public async Task<StepResult?> FindResultAsync(Digest key, Digest onBase, StepResult below, CancellationToken cancellationToken)
    {
        if (cache.FindStep(key, onBase) is { } own && IsAtHand(own))
            return ResultOf(own, below, isCached: true);
        foreach (var step in cache.Carried?.Find(key, onBase) ?? [])
        {
            if (await cache.Carried!.TryTakeAsync(step, LatestModified, cancellationToken).ConfigureAwait(false))
                return ResultOf(step.Step, below, isCached: true);
        }
        return null;
    }

    // Whether a step's result is still there in any form.
    private bool IsAtHand(StepRecord record)
    {
        if (record.Image is { } image)
            return services.Store.FindMissing(image) is null;
        if (services.Snapshots.Find(SnapshotId.Step(record.Result)) is { } snapshot)
        {
            if (!_snapshots.TryAdd(record.Result, new(Task.FromResult(snapshot))))
                snapshot.Dispose();
            return true;
        }
        return FindLayer(record.Result, LatestModified) is not null;
    }

    /// <summary>Whether a step's files can be unpacked from a blob.</summary>
    public bool HasLayer(Digest result) => FindLayer(result, LatestModified) is not null;

    /// <summary>What a record stands for on the result below it.</summary>
    public StepResult ResultOf(StepRecord record, StepResult below, bool isCached) => new()
    {
        Id = record.Base == below.Id || record.Image is not null ? record.Result : Digest.Sha256(Encoding.UTF8.GetBytes($"{below.Id} {record.Result}")),
        Key = record.Base == below.Id ? record.Key : Digest.Sha256(Encoding.UTF8.GetBytes($"{below.Key} {record.Key}")),
        Tree = record.Image is { } image ? ImageTree(image) : [.. below.Tree, new StepPart(record)],
        IsCached = isCached,
        Image = record.Image,
    };

    private IReadOnlyList<TreePart> ImageTree(Descriptor manifest) =>
        [.. services.Store.ReadImage(manifest, Platform.Host)!.LayersWithDiffIds.Select(static pair => new ImagePart(pair.Layer, pair.DiffId, null))];

    /// <summary>A tree to look into or to run on.</summary>
    /// <param name="result">What it is the tree of.</param>
    /// <param name="cancellationToken">Stops unpacking.</param>
    public Task<HeldTree> HoldAsync(StepResult result, CancellationToken cancellationToken) =>
        _trees.GetOrAdd(result.Id, _ => new(() => HoldCoreAsync(result, cancellationToken))).Value;

    /// <summary>A tree to look things up in. Nothing is unpacked or mounted where what its layers hold is written down, or can be.</summary>
    /// <param name="result">What it is the tree of.</param>
    /// <param name="files">What must be readable in it.</param>
    /// <param name="cancellationToken">Stops reading layers.</param>
    /// <returns>The tree; null for one without layers.</returns>
    public async Task<ITreeLookup?> LookAsync(StepResult result, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (result.Tree.Count == 0)
            return null;
        var index = await _indexes.GetOrAdd(result.Id, _ => new(() => TryIndexAsync(result, cancellationToken))).Value.ConfigureAwait(false);
        if (index is not null && files.All(file => IndexLookup.CanRead(index, file)))
            return new IndexLookup(index);
        return (await HoldAsync(result, cancellationToken).ConfigureAwait(false)).View;
    }

    /// <summary>Writes the layer of a step whose tree nothing but layers is made of, or takes one that holds the same.</summary>
    /// <param name="result">The step's result.</param>
    /// <param name="entries">What it holds.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public async Task WriteLayerAsync(Digest result, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken)
    {
        var listed = entries.ToList();
        Task<LayerRecord> WriteAsync(Digest name) => SaveWrittenAsync(name, listed, options, cancellationToken);
        var layer = LayerContentKey.Of(listed) is not { } content ? await WriteAsync(result).ConfigureAwait(false)
            : cache.FindLayer(content, options.Form) is { } known && services.Store.Contains(known.Layer.Digest) ? known
            : await _contents.GetOrAdd((content, options.Form), _ => new(() => WriteAsync(content))).Value.ConfigureAwait(false);
        cache.SaveLayer(result, options.Form, layer);
        _layers[(result, options.Form)] = new(Task.FromResult(layer));
    }

    /// <summary>Takes over a snapshot that was just made.</summary>
    public void Keep(Digest result, Snapshot snapshot)
    {
        if (!_snapshots.TryAdd(result, new(Task.FromResult(snapshot))))
            snapshot.Dispose();
    }

    /// <summary>The blob of a layer, written or fetched if it isn't there.</summary>
    /// <param name="part">Which layer.</param>
    /// <param name="options">How a step's layer is written; an image's stays as it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<LayerRecord> GetLayerAsync(TreePart part, LayerOptions options, CancellationToken cancellationToken) => part switch
    {
        StepPart step => _layers.GetOrAdd((step.Record.Result, options.Form), _ => new(() => GetStepLayerAsync(step.Record, options, cancellationToken))).Value,
        ImagePart image => _layers.GetOrAdd((image.Layer.Digest, ""), _ => new(() => GetImageLayerAsync(image, cancellationToken))).Value,
        _ => throw new ArgumentException($"A {part.GetType().Name} has no layer.", nameof(part)),
    };

    public async ValueTask DisposeAsync()
    {
        var held = new List<IDisposable>();
        foreach (var tree in _trees.Values.Where(static tree => tree is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
            held.Add(await tree.Value.ConfigureAwait(false));
        foreach (var snapshot in _snapshots.Values.Where(static snapshot => snapshot is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
            held.Add(await snapshot.Value.ConfigureAwait(false));
        // One that cannot be let go of keeps no other mounted or held.
        var problems = new List<Exception>();
        foreach (var one in held)
        {
            try
            {
                one.Dispose();
            }
            catch (IOException problem)
            {
                problems.Add(problem);
            }
        }
        if (problems.Count > 0)
            throw new IOException($"Cannot clean up after the build: {problems[0].Message}", problems[0]);
    }

    private async Task<HeldTree> HoldCoreAsync(StepResult result, CancellationToken cancellationToken)
    {
        var snapshots = new List<Snapshot>();
        foreach (var part in result.Tree)
        {
            // From the bottom up: what a layer only implies is looked up in those below it.
            snapshots.Insert(0, await HoldAsync(part, [.. snapshots.Select(static snapshot => snapshot.Path)], cancellationToken).ConfigureAwait(false));
        }
        return new(snapshots, services.Home);
    }

    private Task<Snapshot> HoldAsync(TreePart part, IReadOnlyList<string> below, CancellationToken cancellationToken) => part switch
    {
        // The same layer above others may be another tree: what it only implies is looked up below it.
        ImagePart image => _snapshots.GetOrAdd(Digest.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', [image.DiffId.ToString(), .. below]))), _ => new(() => UnpackAsync(image, below, cancellationToken))).Value,
        StepPart step => _snapshots.GetOrAdd(step.Record.Result, _ => new(() => FindAsync(step.Record, below, cancellationToken))).Value,
        _ => throw new ArgumentException($"A {part.GetType().Name} has no snapshot.", nameof(part)),
    };

    private async Task<Snapshot> FindAsync(StepRecord record, IReadOnlyList<string> below, CancellationToken cancellationToken)
    {
        if (services.Snapshots.Find(SnapshotId.Step(record.Result)) is { } snapshot)
            return snapshot;
        await BringLayerAsync(record, null, cancellationToken).ConfigureAwait(false);
        var layer = FindLayer(record.Result, LatestModified) ?? throw Gone();
        return await UnpackAsync(new(layer.Layer, layer.DiffId, null), below, cancellationToken).ConfigureAwait(false);
    }

    // What the layers show together; null where one of them is only there as a snapshot, or what is below is unpacked anyway.
    private async Task<TreeIndex?> TryIndexAsync(StepResult result, CancellationToken cancellationToken)
    {
        if (_trees.ContainsKey(result.Id))
            return null;
        var layers = new List<ImagePart>();
        foreach (var part in result.Tree)
        {
            if (await FindPartWithLayerAsync(part, cancellationToken).ConfigureAwait(false) is not { } layer)
                return null;
            layers.Add(layer);
        }
        var indexes = new List<TreeIndex>();
        foreach (var layer in layers)
            indexes.Add(cache.Trees.Find(layer.DiffId) ?? await ReadIndexAsync(layer, cancellationToken).ConfigureAwait(false));
        return TreeIndex.Merge(indexes);
    }

    private async Task<ImagePart?> FindPartWithLayerAsync(TreePart part, CancellationToken cancellationToken)
    {
        if (part is not StepPart { Record: var record })
            return part as ImagePart;
        if (services.Snapshots.Find(SnapshotId.Step(record.Result)) is { } snapshot)
        {
            Keep(record.Result, snapshot);
            return null;
        }
        await BringLayerAsync(record, null, cancellationToken).ConfigureAwait(false);
        return FindLayer(record.Result, LatestModified) is { } layer ? new(layer.Layer, layer.DiffId, null) : null;
    }

    // A layer that was made elsewhere is fetched only when somebody needs it.
    private Task BringLayerAsync(StepRecord record, string? form, CancellationToken cancellationToken) =>
        cache.Carried?.BringLayerAsync(record.Result, form, LatestModified, cancellationToken) ?? Task.CompletedTask;

    private async Task<TreeIndex> ReadIndexAsync(ImagePart part, CancellationToken cancellationToken)
    {
        var layer = await GetLayerAsync(part, LayerOptions.Default, cancellationToken).ConfigureAwait(false);
        var blob = services.Store.OpenBlob(layer.Layer) ?? throw Gone();
        var read = await LayerApplier.IndexAsync(blob, layer.Layer, part.DiffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        cache.Trees.Save(part.DiffId, read.Index);
        return read.Index;
    }

    private async Task<Snapshot> UnpackAsync(ImagePart part, IReadOnlyList<string> below, CancellationToken cancellationToken)
    {
        var layer = await GetLayerAsync(part, LayerOptions.Default, cancellationToken).ConfigureAwait(false);
        return await services.Snapshots.GetOrUnpackAsync(services.Store, layer.Layer, part.DiffId, below, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LayerRecord> GetImageLayerAsync(ImagePart part, CancellationToken cancellationToken)
    {
        if (part.Reference is null && cache.Carried?.Speaks(part.Layer) == true)
            await cache.Carried.BringLayerAsync(part.Layer, part.DiffId, cancellationToken).ConfigureAwait(false);
        else if (!services.Store.Contains(part.Layer.Digest))
        {
            if (part.Reference is not { } reference || services.BaseImages is not { } registries)
                throw new StepException($"the layer {part.Layer.Digest} of a base image is not in the store") { Help = "pull the image again" };
            await registries.FetchLayersAsync(reference, [part.Layer], cancellationToken).ConfigureAwait(false);
        }
        return new(part.Layer, part.DiffId, 0);
    }

    private async Task<LayerRecord> GetStepLayerAsync(StepRecord record, LayerOptions options, CancellationToken cancellationToken)
    {
        if (!HasSnapshot(record))
            await BringLayerAsync(record, options.Form, cancellationToken).ConfigureAwait(false);
        if (cache.FindLayer(record.Result, options.Form) is { } known && services.Store.Contains(known.Layer.Digest))
            return known;
        // A layer that was written once is written anew from that: its source may be another by now.
        if (!HasSnapshot(record) && FindLayer(record.Result, SecondsOf(options)) is { } other)
            return await RewriteAsync(record.Result, other, options, cancellationToken).ConfigureAwait(false);
        // What lies below has no part in the layer of an upper directory.
        var snapshot = await HoldAsync(new StepPart(record), [], cancellationToken).ConfigureAwait(false);
        using var upper = RootedDirectory.Open(snapshot.Path);
        return Save(record.Result, options, await LayerWriter.WriteAsync(
            services.Store, LayerSource.FromOverlayUpper(upper, LayerSourceOptions.Default), options, cancellationToken).ConfigureAwait(false));
    }

    private async Task<LayerRecord> RewriteAsync(Digest result, LayerRecord layer, LayerOptions options, CancellationToken cancellationToken)
    {
        var written = await LayerWriter.RewriteAsync(services.Store, layer.Layer, layer.DiffId, options, cancellationToken).ConfigureAwait(false);
        return layer.LatestModified != SecondsOf(options) || written.DiffId == layer.DiffId ? Save(result, options, written)
            : throw new InvalidOperationException($"The layer {layer.Layer.Digest} holds {layer.DiffId}, and written once more {written.DiffId}.");
    }

    private async Task<LayerRecord> SaveWrittenAsync(Digest name, IEnumerable<LayerEntry> entries, LayerOptions options, CancellationToken cancellationToken) =>
        Save(name, options, await LayerWriter.WriteAsync(services.Store, entries, options, cancellationToken).ConfigureAwait(false));

    private LayerRecord Save(Digest result, LayerOptions options, WrittenLayer written)
    {
        var layer = new LayerRecord(written.Descriptor, written.DiffId, written.FileBytes) { LatestModified = SecondsOf(options) };
        cache.Trees.Save(written.DiffId, written.Index);
        cache.SaveLayer(result, options.Form, layer);
        new LayerSizes(services.Home, services.Store).Keep(layer.DiffId, layer.FileBytes);
        return layer;
    }

    private bool HasSnapshot(StepRecord record)
    {
        if (_snapshots.ContainsKey(record.Result))
            return true;
        if (services.Snapshots.Find(SnapshotId.Step(record.Result)) is not { } snapshot)
            return false;
        Keep(record.Result, snapshot);
        return true;
    }

    // Of several layers of a result one that kept all times, or else the latest.
    private LayerRecord? FindLayer(Digest result, long? latestModified) => cache.FindLayers(result)
        .Where(layer => layer.Serves(latestModified) && services.Store.Contains(layer.Layer.Digest))
        .MaxBy(static layer => layer.LatestModified ?? long.MaxValue);

    private static long? SecondsOf(LayerOptions options) => options.LatestModified?.Seconds;

    private static StepException Gone() =>
        new("the files of an earlier step were taken away while the build ran") { Kind = BuildFailureKind.Outside, IsTransient = true };
}
