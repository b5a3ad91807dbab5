// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The kinds of failure.</summary>
public enum BuildFailureKind
{
    /// <summary>The Dockerfile, or the request, cannot be built as it is written.</summary>
    Definition,

    /// <summary>A step's command ended with another exit code than 0.</summary>
    Command,

    /// <summary>A step could not do its work: a file isn't there, a check failed.</summary>
    Step,

    /// <summary>A step was ended because it reached a limit it was given: memory, time.</summary>
    Limit,

    /// <summary>The machine, a disk, a registry or a network refused.</summary>
    Outside,

    /// <summary>It was stopped before it was done.</summary>
    Cancelled,
}
