// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Makes a failure of what a step threw.</summary>
internal static class StepFailure
{
    public static BuildFailure Describe(Vertex vertex, Exception problem, StepReporter reporter, SlipwayHome home)
    {
        var known = problem as StepException;
        var isFull = known is null && FullDisk.IsCause(problem);
        var kind = known?.Kind ?? (problem is IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException ? BuildFailureKind.Outside : BuildFailureKind.Step);
        // What is none of ours to expect keeps its type and its trace: it is a bug, and somebody has to find it.
        var message = known is not null || kind == BuildFailureKind.Outside ? problem.Message.TrimEnd('.') : problem.ToString();
        if (isFull)
            message = $"{message}; {FullDisk.Describe([home.Snapshots, home.Store, home.Cache, home.Root, Path.GetTempPath()])}";
        // Where there is no text to show, what mends it is said with what is wrong.
        if (vertex.Text is null && known?.Help is { } help)
            message = $"{message}; {help}";
        return new()
        {
            Kind = kind,
            Message = message,
            Diagnostics = vertex.Text is { } text ? [new(text, known?.Span is { Length: > 0 } span ? span : vertex.Span, Severity.Error, message) { Notes = known?.Notes ?? [], Help = isFull ? FullDisk.Help : known?.Help }] : [],
            Step = reporter.StepOf(vertex),
            LogTail = reporter.TailOf(vertex),
            LogFile = reporter.LogFileOf(vertex),
            ExitCode = known?.ExitCode,
            IsTransient = known?.IsTransient ?? problem is TimeoutException or HttpRequestException,
        };
    }
}
