// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Where a manifest comes from.</summary>
internal enum ManifestOrigin
{
    /// <summary>Somebody pushed it.</summary>
    Pushed,

    /// <summary>It was fetched from another registry, where it can be fetched again: it goes when nobody uses it.</summary>
    Mirrored,
}
