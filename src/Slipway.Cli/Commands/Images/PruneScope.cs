// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Images;

/// <summary>What a prune is about.</summary>
internal enum PruneScope
{
    /// <summary>Images, the build cache, snapshots and the logs of removed containers.</summary>
    Everything,

    /// <summary>Images alone; what the build cache holds of them stays.</summary>
    Images,

    /// <summary>The build cache and its snapshots alone.</summary>
    BuildCache,
}
