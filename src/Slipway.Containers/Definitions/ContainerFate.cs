// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What became of a container by hand, as far as it outlives the machine's memory. How it is now is asked of the machine: <see cref="DetachedContainer.GetState"/>.</summary>
public sealed record ContainerFate
{
    /// <summary>What is wanted of it. The default is that it was made and not started.</summary>
    public ContainerWish Wish { get; init; }

    /// <summary>When it was last started; null if never.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How it last ended; null if it never did.</summary>
    public ContainerExit? Exit { get; init; }

    /// <summary>Why it could not be started, a sentence; null if it could.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether its volumes that have no name go with it; of one that is to be gone alone.</summary>
    public bool TakesVolumes { get; init; }

    /// <summary>How often it was started again because it had ended.</summary>
    public int RestartCount { get; init; }

    /// <summary>When it is started again by itself; null where that isn't to be.</summary>
    public DateTimeOffset? StartsAgainAt { get; init; }

    /// <summary>How it ended lately, which says when it is started again.</summary>
    public RestartHistory Restarts { get; init; } = RestartHistory.None;

    /// <summary>Whether an agent that starts and finds it down starts it.</summary>
    internal bool IsToRun(RestartPolicy policy) => Wish == ContainerWish.Restarted || Wish == ContainerWish.Running && StartsAgainAt is not null || policy.Mode switch
    {
        RestartMode.Always => Wish is ContainerWish.Running or ContainerWish.Stopped,
        RestartMode.UnlessStopped => Wish == ContainerWish.Running,
        RestartMode.OnFailure => Wish == ContainerWish.Running && Exit is { ExitCode: not 0 },
        _ => false,
    };
}
