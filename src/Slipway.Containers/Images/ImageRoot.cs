// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Containers;

/// <summary>The layers of an image, unpacked and held: while this lives, nobody takes them away.</summary>
public sealed class ImageRoot : IDisposable
{
    private readonly IReadOnlyList<Snapshot> _layers;

    private ImageRoot(IReadOnlyList<Snapshot> layers) => _layers = layers;

    /// <summary>The image's files. What is written on top of them is dropped with the container.</summary>
    public RootFileSystem FileSystem => RootFileSystem.Of(_layers);

    /// <summary>Unpacks what isn't unpacked yet of an image, the lowest layer first, each verified.</summary>
    /// <param name="store">Where the layers are.</param>
    /// <param name="snapshots">Where they go.</param>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Stops it; layers that are whole by then stay.</param>
    /// <exception cref="FileNotFoundException">A layer is not in the store.</exception>
    /// <exception cref="CorruptBlobException">A layer is not what its descriptor or the configuration says.</exception>
    public static async Task<ImageRoot> OpenAsync(OciLayout store, SnapshotStore snapshots, StoredImage image, CancellationToken cancellationToken)
    {
        var layers = new List<Snapshot>();
        try
        {
            foreach (var (layer, diffId) in image.LayersWithDiffIds)
            {
                // What a layer only implies (the mode of a directory it does not name) is looked up in those below it.
                string[] below = [.. layers.Select(static held => held.Path).Reverse()];
                layers.Add(await snapshots.GetOrUnpackAsync(diffId, (folder, token) => UnpackAsync(store, layer, diffId, folder, below, token), cancellationToken).ConfigureAwait(false));
            }
            return new(layers);
        }
        catch
        {
            Release(layers);
            throw;
        }
    }

    /// <summary>Lets the layers go.</summary>
    public void Dispose() => Release(_layers);

    private static async Task<DiffId> UnpackAsync(OciLayout store, Descriptor layer, DiffId diffId, string folder, IReadOnlyList<string> below, CancellationToken cancellationToken)
    {
        var blob = store.OpenBlob(layer) ?? throw new FileNotFoundException($"The layer {layer.Digest} is not in the store '{store.Root}'. Pull or build the image again.");
        var options = new LayerApplyOptions { Target = LayerTargetKind.OverlayLayer, LowerDirectories = below };
        return (await LayerApplier.ApplyAsync(blob, layer, diffId, folder, options, cancellationToken).ConfigureAwait(false)).DiffId;
    }

    private static void Release(IEnumerable<Snapshot> layers)
    {
        foreach (var layer in layers)
            layer.Dispose();
    }
}
