// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>How images are written to a tar.</summary>
public enum ImageArchiveFormat
{
    /// <summary>An OCI layout with Docker's <c>manifest.json</c> beside, which every <c>docker load</c> and every OCI tool reads. Layers stay as they are stored.</summary>
    Both,

    /// <summary>An OCI layout and nothing else.</summary>
    Oci,

    /// <summary>As <c>docker save</c> wrote archives before it knew OCI: a configuration and plain layers for each image, and <c>manifest.json</c>.</summary>
    Docker,
}
