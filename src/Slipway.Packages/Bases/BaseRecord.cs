// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Packages;

/// <summary>What is remembered of a base image that was made.</summary>
internal sealed record BaseRecord
{
    /// <summary>The digests of the mirrors' indexes it was made from, in order.</summary>
    public required IReadOnlyList<Digest> Releases { get; init; }

    /// <summary>Its manifest.</summary>
    public required Descriptor Image { get; init; }

    /// <summary>What its layer holds.</summary>
    public required DiffId DiffId { get; init; }

    /// <summary>Bytes of its files.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of its layer.</summary>
    public required long CompressedSize { get; init; }

    /// <summary>Stores the image around a layer that the store holds.</summary>
    public static BaseRecord Write(
        OciLayout store, BaseImageRequest request, WrittenLayer layer, DateTimeOffset time, IReadOnlyList<string> command, IReadOnlyList<Digest> releases)
    {
        var made = request.Include.Count == 0 ? "" : $" --include {string.Join(',', request.Include)}";
        var config = new ImageConfig
        {
            Created = time,
            Architecture = request.Platform.Architecture,
            Variant = request.Platform.Variant,
            Os = request.Platform.Os,
            Config = new() { Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], Cmd = command },
            Rootfs = new() { DiffIds = [layer.DiffId] },
            History = [new() { Created = time, CreatedBy = $"slipway base {request.From}{made}" }],
        };
        var manifest = ManifestBlob.Create(new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [layer.Descriptor] });
        return new()
        {
            Releases = releases,
            Image = store.WriteManifest(manifest),
            DiffId = layer.DiffId,
            Size = layer.FileBytes,
            CompressedSize = layer.Descriptor.Size,
        };
    }

    /// <summary>Whether everything of the image is in a store.</summary>
    public bool IsIn(OciLayout store) =>
        store.Contains(Image.Digest) && store.ReadManifest(Image).Image is { } manifest
        && manifest.Layers.Prepend(manifest.Config).All(blob => store.Contains(blob.Digest));

    /// <summary>Gives the image the name that was asked for, or keeps it without one.</summary>
    public async Task<BaseImage> ToImageAsync(BaseImageRequest request, OciLayout store, bool isReused, CancellationToken cancellationToken)
    {
        var name = request.EffectiveName?.WithDefaultTag();
        if (name is null)
            await store.KeepAsync(Image, cancellationToken).ConfigureAwait(false);
        else
            await store.SetReferenceAsync(name, Image, cancellationToken).ConfigureAwait(false);
        return new(Image, name, DiffId, Size, CompressedSize, isReused);
    }
}
