// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>The media types of images, OCI's and Docker's (image-spec, media-types.md; Docker image manifest version 2, schema 2).</summary>
public static class MediaTypes
{
    /// <summary>One image.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>Images of several platforms.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>An image's configuration.</summary>
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>A layer as a plain tar.</summary>
    public const string LayerTar = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>A layer as a tar under gzip.</summary>
    public const string LayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>A layer as a tar under zstd.</summary>
    public const string LayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>The empty JSON object, where a descriptor is asked for and there is nothing to say.</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";

    /// <summary>One image, Docker's type.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Images of several platforms, Docker's type.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>An image's configuration, Docker's type.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>A layer as a tar under gzip, Docker's type.</summary>
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>A layer as a plain tar, Docker's type.</summary>
    public const string DockerLayerTar = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>Whether the type is that of one image.</summary>
    public static bool IsManifest(string? mediaType) => mediaType is Manifest or DockerManifest;

    /// <summary>Whether the type is that of images of several platforms.</summary>
    public static bool IsIndex(string? mediaType) => mediaType is Index or DockerManifestList;

    /// <summary>Whether the type is that of a layer whose tar this program can read.</summary>
    public static bool IsLayer(string? mediaType) => mediaType is LayerTar or LayerGzip or LayerZstd or DockerLayerGzip or DockerLayerTar;
}
