// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>An image or an index of the store under one of its names.</summary>
internal sealed record ListedImage
{
    /// <summary>The name; null where it has none.</summary>
    public required ImageReference? Name { get; init; }

    /// <summary>The manifest or index.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>What Docker calls the id: the digest of the configuration, of an index its own.</summary>
    public required Digest Id { get; init; }

    /// <summary>The images of all platforms that are there; none where the image is damaged.</summary>
    public required IReadOnlyList<StoredImage> Images { get; init; }

    /// <summary>When it was made; of an index the newest. Null where nothing says so.</summary>
    public DateTimeOffset? Created => Images.Max(static image => image.Config.Created);

    /// <summary>What travels: the sizes of its layers' blobs, each once, in bytes.</summary>
    public long CompressedSize => Images.SelectMany(static image => image.Layers).DistinctBy(static layer => layer.Digest).Sum(static layer => layer.Size);

    /// <summary>The platforms, in the order of the index.</summary>
    public IEnumerable<string> Platforms => Images.Select(static image => image.Config.Platform.ToString());

    /// <summary>The size of its layers' files, each layer once, in bytes; null where one isn't known.</summary>
    public async Task<long?> GetSizeAsync(LayerSizes sizes, CancellationToken cancellationToken)
    {
        long? sum = 0;
        foreach (var (layer, diffId) in Images.SelectMany(static image => image.LayersWithDiffIds).DistinctBy(static pair => pair.DiffId))
            sum += await sizes.GetAsync(layer, diffId, cancellationToken);
        return Images.Count > 0 ? sum : null;
    }
}
