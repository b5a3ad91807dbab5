// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary>One finding of <c>slipway fsck</c>.</summary>
internal sealed record FsckRow
{
    /// <summary><c>error</c>: something is lost or wrong; <c>note</c>: it costs room or time.</summary>
    public required string Severity { get; init; }

    /// <summary>
    /// <c>marker</c>, <c>index</c>, <c>reference</c>, <c>unfinishedChange</c>, <c>blob</c>, <c>image</c>, <c>unreferenced</c>, <c>leftFile</c>,
    /// <c>record</c>, <c>snapshot</c>, <c>lock</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>The name of an image, a digest, or a path.</summary>
    public required string Subject { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>What was done about it; null where nothing was.</summary>
    public required string? Repair { get; init; }

    public static FsckRow Of(StoreProblem problem) => new()
    {
        Severity = problem.Severity == ProblemSeverity.Error ? "error" : "note",
        Kind = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(problem.Kind.ToString()),
        Subject = problem.Subject,
        Message = problem.Message,
        Repair = problem.Repair,
    };
}
