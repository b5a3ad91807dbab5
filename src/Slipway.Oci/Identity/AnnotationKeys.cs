// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>Names of annotations that images carry (image-spec, annotations.md), and the ones of containerd and BuildKit that tools look for.</summary>
public static class AnnotationKeys
{
    /// <summary>The name of an image in an OCI layout.</summary>
    public const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>The full name of an image, as containerd and Docker read it from an archive.</summary>
    public const string ContainerdImageName = "io.containerd.image.name";

    /// <summary>When it was made, RFC 3339.</summary>
    public const string Created = "org.opencontainers.image.created";
}
