// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>How far a container by hand is shut in.</summary>
public enum ContainerProfile
{
    /// <summary>As Docker's: root is allowed, with 14 of its powers.</summary>
    Docker,

    /// <summary>As modules are: <see cref="StrictProfile"/>.</summary>
    Strict,
}
