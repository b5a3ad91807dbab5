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
    private readonly ConcurrentDictionary<(Digest Result, string Form), Lazy<Task>> _fetches = new();

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

    /// <summary>Whether one of them has a blob.</summary>
    public bool Has(Digest blob) => _opened.Any(opened => opened.Has(blob));

    /// <summary>Takes a step: from now on its layers can be brought here. Of a composed image the manifest and configuration are brought at once.</summary>
    public async Task TakeAsync(CarriedStep step, CancellationToken cancellationToken)
    {
        var image = step.Step.Image;
        if (step.Layers.Count > 0)
            _taken.TryAdd(step.Step.Result, step);
        if (image is null || !Has(image.Digest))
            return;
        _taken.TryAdd(step.Step.Result, step);
        await FetchAsync(image.Digest, cancellationToken).ConfigureAwait(false);
        if (services.Store.ReadManifest(image).Image?.Config is { } config && Has(config.Digest))
            await FetchAsync(config.Digest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes down the steps that were taken and are whole here by now: the next build has them without the cache.</summary>
    public void Save()
    {
        foreach (var (step, _) in _taken.Values)
        {
            if (step.Image is { } image ? services.Store.FindMissing(image) is null : cache.FindLayers(step.Result).Any(layer => services.Store.Contains(layer.Layer.Digest)))
                cache.SaveStep(step);
        }
    }

    /// <summary>Whether a layer of a result can be brought here that serves images with these times.</summary>
    public bool HasLayer(Digest result, long? latestModified) => Layers(result, latestModified).Any();

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

    /// <summary>Whether the layers of an image that a step came to are here or can be brought here; its manifest and configuration are here.</summary>
    public bool HasImage(Descriptor image) =>
        services.Store.Contains(image.Digest) && services.Store.ReadManifest(image).Image is { } manifest && services.Store.Contains(manifest.Config.Digest)
        && manifest.Layers.All(layer => services.Store.Contains(layer.Digest) || Has(layer.Digest));

    /// <summary>Brings a layer of such an image, and checks what it holds.</summary>
    public async Task BringLayerAsync(Descriptor layer, DiffId diffId, CancellationToken cancellationToken)
    {
        await FetchAsync(layer.Digest, cancellationToken).ConfigureAwait(false);
        var blob = services.Store.OpenBlob(layer) ?? throw new FileNotFoundException($"The layer {layer.Digest} is gone from the store.");
        var read = await LayerApplier.IndexAsync(blob, layer, diffId, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        cache.Trees.Save(diffId, read.Index);
    }

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
