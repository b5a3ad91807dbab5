// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A cache from elsewhere that is open: what it says, and where its layers are. Owns the source.</summary>
internal sealed class OpenedCache : IDisposable
{
    private readonly ICacheSource _source;
    private readonly ILookup<(Digest Key, Digest Base), CarriedStep> _steps;
    private readonly Dictionary<Digest, Descriptor> _parts;

    private OpenedCache(ICacheSource source, IReadOnlyList<CacheDocument> documents, IEnumerable<Descriptor> parts)
    {
        _source = source;
        _parts = parts.DistinctBy(static part => part.Digest).ToDictionary(static part => part.Digest);
        _steps = documents.SelectMany(static document => document.Steps).ToLookup(static step => (step.Step.Key, step.Step.Base));
        Selections = new Dictionary<string, Digest>(documents.SelectMany(static document => document.Selections).DistinctBy(static selection => selection.Key), StringComparer.Ordinal);
    }

    /// <summary>The digests that selections had.</summary>
    public IReadOnlyDictionary<string, Digest> Selections { get; }

    /// <summary>Reads what a source says: a cache of its own, or those inside the images.</summary>
    /// <param name="source">The source; it is disposed where this throws.</param>
    /// <param name="store">Where documents are kept, as long as nobody prunes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageFormatException">There is no cache, or none that this engine has use for.</exception>
    public static async Task<OpenedCache> ReadAsync(ICacheSource source, OciLayout store, CancellationToken cancellationToken)
    {
        try
        {
            var (documents, parts) = (new List<CacheDocument>(), new List<Descriptor>());
            foreach (var manifest in await ListManifestsAsync(source, cancellationToken).ConfigureAwait(false))
            {
                if (manifest.Image!.Config.Size > CacheDocument.MaxSize)
                    throw new ImageFormatException($"The cache's configuration has {manifest.Image.Config.Size} bytes; {CacheDocument.MaxSize} are read.");
                await source.FetchAsync(manifest.Image.Config, store, cancellationToken).ConfigureAwait(false);
                var content = store.ReadBlob(manifest.Image.Config, CacheDocument.MaxSize);
                if ((manifest.Image.Config.MediaType == CacheDocument.MediaType ? CacheDocument.Parse(content, manifest.Image.Layers) : InlineCache.Find(content, manifest.Image.Layers)) is not { } document)
                    continue;
                if (document.Format != KeyWriter.FormatVersion)
                    throw new ImageFormatException($"The cache has keys of '{document.Format}', and this program makes '{KeyWriter.FormatVersion}'.");
                documents.Add(document);
                parts.AddRange(manifest.Image.Layers);
            }
            return documents.Count > 0 ? new(source, documents, parts)
                : throw new ImageFormatException(source.Root.Image?.Config.MediaType.Contains("buildkit", StringComparison.Ordinal) == true ? "It is a cache of BuildKit's, whose keys say nothing to Slipway." : "It has no cache of Slipway's.");
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The steps of a key on a base.</summary>
    public IEnumerable<CarriedStep> Find(Digest key, Digest onBase) => _steps[(key, onBase)];

    /// <summary>Whether it has a blob.</summary>
    public bool Has(Digest blob) => _parts.ContainsKey(blob);

    /// <summary>Brings a blob that it has into a store.</summary>
    public Task FetchAsync(Digest blob, OciLayout store, CancellationToken cancellationToken) => _source.FetchAsync(_parts[blob], store, cancellationToken);

    public void Dispose() => _source.Dispose();

    private static async Task<IReadOnlyList<ManifestBlob>> ListManifestsAsync(ICacheSource source, CancellationToken cancellationToken)
    {
        const int maxImages = 100;
        if (source.Root.Index is not { } index)
            return [source.Root];
        var images = index.Manifests.Where(static entry => MediaTypes.IsManifest(entry.MediaType) && entry.Platform?.Os != "unknown").ToList();
        if (images.Count > maxImages)
            throw new ImageFormatException($"The index names {images.Count} images; the caches of {maxImages} are read.");
        return await Task.WhenAll(images.Select(entry => source.ReadManifestAsync(entry, cancellationToken))).ConfigureAwait(false) is var read && read.All(static manifest => manifest.Image is not null)
            ? read : throw new ImageFormatException("The index names something as an image that is none.");
    }
}
