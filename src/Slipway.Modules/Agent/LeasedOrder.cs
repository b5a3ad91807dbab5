// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What a command line came to.</summary>
/// <param name="order">What it asks for.</param>
/// <param name="lease">Keeps the image of a container from being pruned until it is written down; null where none is made.</param>
public sealed class LeasedOrder(StreamOrder order, IDisposable? lease) : IDisposable
{
    /// <summary>What it asks for: the order that the line came with, and in it a definition or another program.</summary>
    public StreamOrder Order => order;

    /// <inheritdoc/>
    public void Dispose() => lease?.Dispose();
}
