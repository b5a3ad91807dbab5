// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

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
                string[] below = [.. layers.Select(static held => held.Path).Reverse()];
                layers.Add(await snapshots.GetOrUnpackAsync(store, layer, diffId, below, cancellationToken).ConfigureAwait(false));
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

    private static void Release(IEnumerable<Snapshot> layers)
    {
        foreach (var layer in layers)
            layer.Dispose();
    }
}
