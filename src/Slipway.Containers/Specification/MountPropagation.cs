// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Whether mounts that are made later below a bind are seen on the other side.</summary>
public enum MountPropagation
{
    /// <summary>On neither side (Docker's rprivate).</summary>
    None,

    /// <summary>Those that the host makes are seen in the container (Docker's rslave).</summary>
    FromHost,
}
