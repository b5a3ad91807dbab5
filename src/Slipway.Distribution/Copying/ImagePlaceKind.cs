// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>What keeps an image.</summary>
public enum ImagePlaceKind
{
    /// <summary>A repository of a registry.</summary>
    Registry,

    /// <summary>An OCI layout in a folder.</summary>
    Layout,

    /// <summary>An OCI layout in a tar.</summary>
    OciArchive,

    /// <summary>The tar of <c>docker save</c>.</summary>
    DockerArchive,
}
