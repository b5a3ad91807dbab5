// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Which layers images have in common: by what they hold, whatever compression they were sent in.</summary>
internal sealed class LayerSharing
{
    private readonly Dictionary<DiffId, int> _owners = [];

    internal LayerSharing(IEnumerable<ImageInventory> images)
    {
        foreach (var layer in images.SelectMany(image => image.Layers.Select(layer => layer.DiffId).Distinct()))
            _owners[layer] = _owners.GetValueOrDefault(layer) + 1;
    }

    /// <summary>The bytes of an image in layers that another image has as well.</summary>
    internal long SharedSize(ImageInventory image) => image.Layers.Where(layer => _owners[layer.DiffId] > 1).Sum(layer => layer.Stored);

    /// <summary>The sizes of images where each layer is kept once; what travels are blobs, of which a layer may have several.</summary>
    internal static ReportSizes Once(IReadOnlyList<ImageInventory> images)
    {
        var layers = images.SelectMany(image => image.Layers).ToList();
        var configurations = images.DistinctBy(image => image.Digest).Sum(image => image.CompressedSize - image.Layers.Sum(layer => layer.Compressed));
        return new(layers.DistinctBy(layer => layer.DiffId).Sum(layer => layer.Stored), layers.DistinctBy(layer => layer.Digest).Sum(layer => layer.Compressed) + configurations);
    }
}
