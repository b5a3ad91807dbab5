// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>A container by hand as it is now, read from the disk and asked of the kernel; no agent is needed.</summary>
/// <param name="Definition">What was asked for.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="State">Its run; null if it has none.</param>
/// <param name="Vitals">What the agent knows of the run; null if there is none.</param>
public sealed record ContainerView(ContainerDefinition Definition, ContainerFate Fate, ContainerState? State, ContainerVitals? Vitals)
{
    /// <summary>Whether its program runs.</summary>
    public bool IsRunning => State?.Status == ContainerStatus.Running;

    /// <summary>How it is, in Docker's words: <c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>exited</c>, <c>removing</c>.</summary>
    public string Status => IsRunning ? State!.IsPaused ? "paused" : "running"
        : Fate.Wish == ContainerWish.Removed ? "removing"
        : Fate.Wish == ContainerWish.Created || Fate.StartedAt is null ? "created"
        : Fate is { Wish: ContainerWish.Running, StartsAgainAt: not null } ? "restarting"
        : "exited";

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">A record can't be read; the message names it.</exception>
    public static ContainerView Read(SlipwayHome home, ContainerDefinition definition)
    {
        var folder = ContainerFolder.Of(home, definition.Id);
        return new(definition, new ContainerCatalog(home).ReadFate(definition.Id), DetachedContainer.ReadState(folder), ContainerRecords.ReadVitals(folder));
    }
}
