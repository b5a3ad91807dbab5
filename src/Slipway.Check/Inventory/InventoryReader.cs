// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>
/// Makes inventories of images: each layer is read once as it streams by, and what was found is kept under the home's cache, so that images
/// which share layers share the work.
/// </summary>
/// <param name="content">Where the images are.</param>
/// <param name="folder">Where what was found is kept.</param>
/// <param name="limits">What a layer may be at most; the defaults where null.</param>
public sealed class InventoryReader(IImageContent content, string folder, LayerLimits? limits = null)
{
    private readonly InventoryCache _cache = new(folder);

    /// <summary>Reads the images of a store, and keeps what was found under the home's cache.</summary>
    /// <param name="store">Where the images are.</param>
    /// <param name="home">Where what was found is kept.</param>
    /// <param name="limits">What a layer may be at most; the defaults where null.</param>
    public InventoryReader(OciLayout store, SlipwayHome home, LayerLimits? limits = null)
        : this(new StoreContent(store), FolderOf(home), limits)
    {
    }

    /// <summary>The folder of a home in which what was found in layers is kept.</summary>
    public static string FolderOf(SlipwayHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        return Path.Combine(home.Cache, "inventory");
    }

    /// <summary>The inventory of an image.</summary>
    /// <exception cref="FileNotFoundException">A layer is not there.</exception>
    /// <exception cref="CorruptBlobException">A layer is not what the image says it is.</exception>
    /// <exception cref="LayerException">A layer goes over a limit, or cannot be read.</exception>
    /// <exception cref="Oci.Tar.TarFormatException">A layer is no tar archive.</exception>
    public async Task<ImageInventory> ReadAsync(StoredImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var layers = new List<LayerInventory>();
        foreach (var (layer, diffId) in image.LayersWithDiffIds)
            layers.Add(_cache.Find(layer, diffId) ?? await ScanAsync(image, layer, diffId, cancellationToken).ConfigureAwait(false));
        return new(image, layers);
    }

    /// <summary>The contents of files of an image, by their digests; those of more than 16 MiB are missing.</summary>
    /// <param name="image">The image; its inventory was read before.</param>
    /// <param name="wanted">The contents.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    internal Task<IReadOnlyDictionary<Digest, byte[]>> ReadContentsAsync(StoredImage image, IReadOnlySet<Digest> wanted, CancellationToken cancellationToken) =>
        new LayerFiles(content, _cache, limits ?? LayerLimits.Default).ReadAsync(image, wanted, cancellationToken);

    private async Task<LayerInventory> ScanAsync(StoredImage image, Descriptor layer, DiffId diffId, CancellationToken cancellationToken)
    {
        var blob = await content.OpenBlobAsync(layer, cancellationToken).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"The layer {layer.Digest} of the image {image.Digest} is not in {content.Place}. Pull or build the image again.");
        // Decompressing and hashing keep a core busy; whoever awaits must not.
        var scan = Task.Run(() => LayerInventory.ScanAsync(blob, layer, diffId, limits ?? LayerLimits.Default, cancellationToken), cancellationToken);
        var inventory = await scan.ConfigureAwait(false);
        _cache.Keep(layer, diffId, inventory);
        return inventory;
    }
}
