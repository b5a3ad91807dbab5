// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Images composed from packages.</summary>
public interface IPackageImages
{
    /// <summary>What the outcome depends on beside the source and the platform, such as the digest of the package index; it is part of the step's key.</summary>
    Task<string> GetVersionAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken);

    /// <summary>Composes the image and stores it.</summary>
    /// <param name="source">What it holds.</param>
    /// <param name="platform">The platform it is for.</param>
    /// <param name="log">Takes lines of progress.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest, stored with all it names.</returns>
    Task<Descriptor> ComposeAsync(PackagesSource source, Platform platform, IProgress<string> log, CancellationToken cancellationToken);
}
