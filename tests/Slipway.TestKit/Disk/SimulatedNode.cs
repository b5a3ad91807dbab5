// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>A file or a folder of a <see cref="SimulatedDisk"/>.</summary>
internal abstract class SimulatedNode
{
    /// <summary>What a power cut leaves of it, by chance where something was not flushed; the same whatever name leads to it.</summary>
    public abstract SimulatedNode Survive(Random random, Dictionary<SimulatedNode, SimulatedNode> survivors);
}
