// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>Why a step or a target could not be built.</summary>
public sealed record BuildFailure
{
    /// <summary>What kind of failure it is.</summary>
    public required BuildFailureKind Kind { get; init; }

    /// <summary>What is wrong, a sentence without a full stop; for a command that failed, BuildKit's words: <c>process "/bin/sh -c make" did not complete successfully: exit code: 2</c>.</summary>
    public required string Message { get; init; }

    /// <summary>The problems at their places in the Dockerfile: several for a text that can't be read, one for a step, none where no place is known.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The step that failed, or null where it failed before there were steps.</summary>
    public BuildStep? Step { get; init; }

    /// <summary>The last lines that the step wrote, without line feeds; see <see cref="BuildOptions.LogTailLines"/>.</summary>
    public IReadOnlyList<string> LogTail { get; init; } = [];

    /// <summary>The file with all that the step wrote, as it wrote it; null where it wrote nothing, or no file could be kept.</summary>
    public string? LogFile { get; init; }

    /// <summary>The exit code of the step's command, or null.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether the same may succeed later: the outside world was at fault.</summary>
    public bool IsTransient { get; init; }
}
