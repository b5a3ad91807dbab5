// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Images that aren't in the local store yet.</summary>
public interface IBaseImages
{
    /// <summary>
    /// Finds what a reference names in its registry and stores the manifest and configuration for one platform; layers may stay where they are.
    /// </summary>
    /// <param name="reference">The image.</param>
    /// <param name="platform">The platform of the image that is wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest or index, stored; null where the registry has no such image.</returns>
    Task<Descriptor?> FetchAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken);

    /// <summary>Stores the layers of an image that <see cref="FetchAsync"/> found, those that aren't there.</summary>
    /// <param name="reference">Where the image came from.</param>
    /// <param name="layers">The layers wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task FetchLayersAsync(ImageReference reference, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken);
}
