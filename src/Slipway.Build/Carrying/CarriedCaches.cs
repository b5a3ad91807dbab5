// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Build;

/// <summary>
/// The caches from elsewhere that a build takes results from. What they say is read when they are opened; a layer is fetched, and checked, when something needs
/// it.
/// </summary>
internal sealed class CarriedCaches(BuildServices services, BuildCache cache) : IDisposable
{
    private readonly List<OpenedCache> _opened = [];
    private readonly ConcurrentDictionary<Digest, CarriedStep> _taken = new();
    private readonly ConcurrentDictionary<Digest, bool> _spokenOf = new();
    private readonly ConcurrentDictionary<(Digest Result, string Form), Lazy<Task>> _fetches = new();
    private readonly ConcurrentDictionary<(Digest Layer, DiffId DiffId), Lazy<Task>> _checks = new();

    /// <summary>Opens caches, side by side. One that can't be had makes a build slower and not wrong: it is told, and left out.</summary>
    public async Task OpenAsync(IReadOnlyList<CacheImport> imports, Action<string> note, CancellationToken cancellationToken)
    {
        foreach (var opened in await Task.WhenAll(imports.Select(import => TryOpenAsync(import.Place, note, cancellationToken))).ConfigureAwait(false))
        {
            if (opened is not null)
                _opened.Add(opened);
        }
    }

    /// <summary>The steps of a key on a base, from whichever cache.</summary>
    public IEnumerable<CarriedStep> Find(Digest key, Digest onBase) => _opened.SelectMany(opened => opened.Find(key, onBase));

    /// <summary>The digest that a selection had; null where none of them knows.</summary>
    public Digest? FindSelection(Digest selection) => _opened.Select(opened => opened.Selections.TryGetValue(selection.ToString(), out var digest) ? digest : (Digest?)null).FirstOrDefault(static digest => digest is not null);

    /// <summary>
    /// Takes a step, if all of it is here or can be brought here: its layers when something needs them; of a composed image the manifest and configuration at once.
    /// </summary>
    /// <param name="step">One of <see cref="Find"/>.</param>
    /// <param name="latestModified">The latest time that anything of the build keeps.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> TryTakeAsync(CarriedStep step, long? latestModified, CancellationToken cancellationToken)
    {
        if (step.Step.Image is not { } image)
        {
            _taken.TryAdd(step.Step.Result, step);
            return Layers(step.Step.Result, latestModified).Any();
        }
        await FetchAsync(image.Digest, cancellationToken).ConfigureAwait(false);
        if (services.Store.ReadManifest(image).Image is not { } manifest || !IsToBeHad(manifest.Config.Digest) || !manifest.Layers.All(layer => IsToBeHad(layer.Digest)))
            return false;
        await FetchAsync(manifest.Config.Digest, cancellationToken).ConfigureAwait(false);
        // What it says of its layers becomes the history of images.
        var history = services.Store.ReadImage(image, Platform.Host)!.Config.History ?? [];
        if (history.Count == 0 || history.Count(static entry => entry.EmptyLayer != true) != manifest.Layers.Count)
            return false;
        foreach (var layer in manifest.Layers)
            _spokenOf.TryAdd(layer.Digest, true);
        _taken.TryAdd(step.Step.Result, step);
        return true;
    }

    /// <summary>Whether a layer is of a composed image that was taken: what it holds is known by hearsay until <see cref="BringLayerAsync(Descriptor, DiffId, CancellationToken)"/>.</summary>
    public bool Speaks(Descriptor layer) => _spokenOf.ContainsKey(layer.Digest);

    /// <summary>Writes down the steps that were taken and are whole and checked by now: the next build has them without the cache.</summary>
    public void Save()
    {
        foreach (var (step, _) in _taken.Values)
        {
            if (step.Image is { } image ? IsChecked(image) : cache.FindLayers(step.Result).Any(layer => services.Store.Contains(layer.Layer.Digest)))
                cache.SaveStep(step);
        }
    }

    /// <summary>
    /// Brings a layer of a result that was taken, if there is one that serves: that of the form, else any other. What it holds is checked before it is
    /// written down, for it becomes part of images.
    /// </summary>
    public Task BringLayerAsync(Digest result, string? form, long? latestModified, CancellationToken cancellationToken)
    {
        var layers = Layers(result, latestModified).ToList();
        return (layers.FirstOrDefault(layer => layer.Form == form) ?? layers.FirstOrDefault()) is { } layer
            ? _fetches.GetOrAdd((result, layer.Form), _ => new(() => BringLayerAsync(result, layer, cancellationToken))).Value
            : Task.CompletedTask;
    }

    /// <summary>Brings a layer of such an image unless it is here, and checks what it holds either way, once.</summary>
    public Task BringLayerAsync(Descriptor layer, DiffId diffId, CancellationToken cancellationToken) =>
        _checks.GetOrAdd((layer.Digest, diffId), _ => new(() => CheckLayerAsync(layer, diffId, cancellationToken))).Value;

    public void Dispose()
    {
        foreach (var opened in _opened)
            opened.Dispose();
    }

    private IEnumerable<CarriedLayer> Layers(Digest result, long? latestModified) =>
        _taken.TryGetValue(result, out var step) ? step.Layers.Where(layer => layer.Layer.Serves(latestModified)) : [];

    private async Task BringLayerAsync(Digest result, CarriedLayer layer, CancellationToken cancellationToken)
    {
        if (cache.FindLayer(result, layer.Form) is { } known && services.Store.Contains(known.Layer.Digest))
            return;
        await BringLayerAsync(layer.Layer.Layer, layer.Layer.DiffId, cancellationToken).ConfigureAwait(false);
        cache.SaveLayer(result, layer.Form, layer.Layer);
    }

    private async Task CheckLayerAsync(Descriptor layer, DiffId diffId, CancellationToken cancellationToken)
    {
        await FetchAsync(layer.Digest, cancellationToken).ConfigureAwait(false);
        var blob = services.Store.OpenBlob(layer) ?? throw new FileNotFoundException($"The layer {layer.Digest} is gone from the store.");
        var read = await LayerApplier.IndexAsync(blob, layer, diffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        cache.Trees.Save(diffId, read.Index);
    }

    private bool IsChecked(Descriptor image) => services.Store.FindMissing(image) is null && services.Store.ReadImage(image, Platform.Host)!.LayersWithDiffIds
        .All(pair => _checks.TryGetValue((pair.Layer.Digest, pair.DiffId), out var check) && check is { IsValueCreated: true, Value.IsCompletedSuccessfully: true });

    private bool IsToBeHad(Digest blob) => services.Store.Contains(blob) || _opened.Any(opened => opened.Has(blob));

    private Task FetchAsync(Digest blob, CancellationToken cancellationToken) =>
        services.Store.Contains(blob) ? Task.CompletedTask : _opened.First(opened => opened.Has(blob)).FetchAsync(blob, services.Store, cancellationToken);

    private async Task<OpenedCache?> TryOpenAsync(CachePlace place, Action<string> note, CancellationToken cancellationToken)
    {
        try
        {
            if (await OpenAsync(place, cancellationToken).ConfigureAwait(false) is { } source)
                return await OpenedCache.ReadAsync(source, services.Store, cancellationToken).ConfigureAwait(false);
            note($"there is no cache '{place}' yet");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException)
        {
            note($"the cache '{place}' can't be used: {problem.Message.TrimEnd('.')}");
        }
        return null;
    }

    private async Task<ICacheSource?> OpenAsync(CachePlace place, CancellationToken cancellationToken) => place switch
    {
        CachePlace.InFolder folder => FolderCacheSource.TryOpen(folder),
        CachePlace.InRegistry registry when services.Caches is { } registries => await registries.OpenAsync(registry.Reference, cancellationToken).ConfigureAwait(false),
        _ => throw new IOException("There is no way to it."),
    };
}
