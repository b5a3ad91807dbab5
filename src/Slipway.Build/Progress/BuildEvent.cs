// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Something that happened in a build. Events of one step come in order: started, its log, and one of cached, finished, failed and cancelled.</summary>
/// <param name="Time">When.</param>
public abstract record BuildEvent(DateTimeOffset Time);

/// <summary>The graph is known and work begins.</summary>
/// <param name="Time">When.</param>
/// <param name="StepsRequested">How many steps the targets ask for, each counted for each target and platform.</param>
/// <param name="StepsUnique">How many remain where equal ones are one.</param>
public sealed record BuildStarted(DateTimeOffset Time, int StepsRequested, int StepsUnique) : BuildEvent(Time);

/// <summary>What steps are expected to take, told once, when it is known that one has to run.</summary>
/// <param name="Time">When.</param>
/// <param name="Steps">Every step of the graph, each after those it needs; those that turn out to be cached take nothing.</param>
/// <param name="Slots">How many run at once.</param>
public sealed record StepsExpected(DateTimeOffset Time, IReadOnlyList<ExpectedStep> Steps, int Slots) : BuildEvent(Time);

/// <summary>A step began, or began to be looked up.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
public sealed record StepStarted(DateTimeOffset Time, BuildStep Step) : BuildEvent(Time)
{
    /// <summary>Why it runs: what is other than when it last ran; empty where it is only looked up.</summary>
    public IReadOnlyList<CacheMiss> Misses { get; init; } = [];
}

/// <summary>A step that began before it could tell turned out not to be in the cache: one that asks another host first.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
/// <param name="Misses">Why it runs: what is other than when it last ran.</param>
public sealed record StepMissed(DateTimeOffset Time, BuildStep Step, IReadOnlyList<CacheMiss> Misses) : BuildEvent(Time);

/// <summary>A step wrote to its output.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
/// <param name="Output">To which stream.</param>
/// <param name="Text">What: decoded UTF-8, whole lines with their line feeds as long as the step writes lines; control characters are as it wrote them.</param>
public sealed record StepLog(DateTimeOffset Time, BuildStep Step, StepOutput Output, string Text) : BuildEvent(Time);

/// <summary>How far a transfer within a step is.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
/// <param name="What">What is moved: a digest, an address, "writing layer".</param>
/// <param name="Done">Bytes so far.</param>
/// <param name="Total">Bytes in all, or null where that isn't known.</param>
public sealed record StepProgress(DateTimeOffset Time, BuildStep Step, string What, long Done, long? Total) : BuildEvent(Time);

/// <summary>A step's result came from the cache.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
public sealed record StepCached(DateTimeOffset Time, BuildStep Step) : BuildEvent(Time);

/// <summary>A step is done.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
/// <param name="Duration">How long it ran.</param>
public sealed record StepFinished(DateTimeOffset Time, BuildStep Step, TimeSpan Duration) : BuildEvent(Time);

/// <summary>A step could not be done.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Failure">Why.</param>
public sealed record StepFailed(DateTimeOffset Time, BuildStep Step, TimeSpan Duration, BuildFailure Failure) : BuildEvent(Time);

/// <summary>A step was stopped because another failed, or by the caller.</summary>
/// <param name="Time">When.</param>
/// <param name="Step">Which.</param>
public sealed record StepCancelled(DateTimeOffset Time, BuildStep Step) : BuildEvent(Time);

/// <summary>A target is whole, named and exported, or isn't going to be.</summary>
/// <param name="Time">When.</param>
/// <param name="Result">What became of it.</param>
public sealed record TargetFinished(DateTimeOffset Time, TargetResult Result) : BuildEvent(Time);

/// <summary>Something worth a line that belongs to no step, or a warning at a place of a Dockerfile.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">A sentence without a full stop.</param>
public sealed record BuildNote(DateTimeOffset Time, string Text) : BuildEvent(Time)
{
    /// <summary>The place it speaks of, or null.</summary>
    public Dockerfile.Diagnostic? Diagnostic { get; init; }
}
