// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>The registries that caches are kept in.</summary>
public interface ICacheRegistries
{
    /// <summary>Finds what a reference names.</summary>
    /// <returns>It, open until it is disposed; null where the registry has nothing of that name.</returns>
    Task<ICacheSource?> OpenAsync(ImageReference reference, CancellationToken cancellationToken);
}
