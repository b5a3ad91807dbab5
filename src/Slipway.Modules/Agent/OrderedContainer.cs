// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>What an order came to.</summary>
/// <param name="definition">What the container is to be.</param>
/// <param name="lease">Keeps its image from being pruned until the container is written down.</param>
public sealed class OrderedContainer(ContainerDefinition definition, IDisposable lease) : IDisposable
{
    /// <summary>What the container is to be.</summary>
    public ContainerDefinition Definition => definition;

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();
}
