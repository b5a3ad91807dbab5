// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Where the images of a fleet go beside the outputs that its file names.</summary>
[Flags]
public enum ImageDelivery
{
    /// <summary>Nowhere else.</summary>
    None = 0,

    /// <summary>To the registries that their names say.</summary>
    Push = 1,

    /// <summary>To the Docker Engine.</summary>
    Load = 2,
}
