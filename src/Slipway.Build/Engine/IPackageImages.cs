// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>Images composed from packages.</summary>
public interface IPackageImages
{
    /// <summary>What the outcome depends on: the packages in their versions, and all that is declared; it is part of the step's key. No package is fetched for it.</summary>
    /// <exception cref="BaseImageException">The packages can't be had together; the message says why.</exception>
    Task<string> GetVersionAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken);

    /// <summary>Composes the image and stores it.</summary>
    /// <param name="source">What it holds.</param>
    /// <param name="platform">The platform it is for.</param>
    /// <param name="form">Which part of the whole it is.</param>
    /// <param name="log">Takes lines of progress.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest, stored with all it names.</returns>
    /// <exception cref="BaseImageException">A package is refused, or can't be had; the message says why.</exception>
    Task<Descriptor> ComposeAsync(PackagesSource source, Platform platform, ComposedForm form, IProgress<string> log, CancellationToken cancellationToken);
}
