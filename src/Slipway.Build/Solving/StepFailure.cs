// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Makes a failure of what a step threw.</summary>
internal static class StepFailure
{
    public static BuildFailure Describe(Vertex vertex, Exception problem, StepReporter reporter)
    {
        var known = problem as StepException;
        var kind = known?.Kind ?? (problem is IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException ? BuildFailureKind.Outside : BuildFailureKind.Step);
        // What is none of ours to expect keeps its type and its trace: it is a bug, and somebody has to find it.
        var message = known is not null || kind == BuildFailureKind.Outside ? problem.Message.TrimEnd('.') : problem.ToString();
        return new()
        {
            Kind = kind,
            Message = message,
            Diagnostics = vertex.Text is { } text ? [new(text, known?.Span is { Length: > 0 } span ? span : vertex.Span, Severity.Error, message) { Notes = Notes(known, problem), Help = known?.Help }] : [],
            Step = reporter.StepOf(vertex),
            LogTail = reporter.TailOf(vertex),
            ExitCode = known?.ExitCode,
            IsTransient = known?.IsTransient ?? problem is TimeoutException or HttpRequestException,
        };
    }

    private static IReadOnlyList<string> Notes(StepException? known, Exception problem) =>
        problem is NativeException { Errno: 28 } or IOException { HResult: 28 } ? ["the disk is full: free some space, or set SLIPWAY_HOME to a folder on another disk"] : known?.Notes ?? [];
}
