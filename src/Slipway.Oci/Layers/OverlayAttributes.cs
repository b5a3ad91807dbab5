// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>In which attributes overlayfs keeps its notes.</summary>
public enum OverlayAttributes
{
    /// <summary><c>trusted.overlay.*</c>: the overlay is mounted by root.</summary>
    Trusted,

    /// <summary><c>user.overlay.*</c>: the overlay is mounted with <c>userxattr</c>, inside a user namespace.</summary>
    User,
}
