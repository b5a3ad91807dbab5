// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>One thing to measure: what is prepared each time, and then built.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Dockerfile">What is built.</param>
/// <param name="Prepare">What is done before each build, beside the builder's own clock; given the builder, the context and the round.</param>
/// <param name="Goal">The largest ratio of our wall time to that of Docker that is good enough.</param>
internal sealed record Scenario(string Name, string Dockerfile, Func<IBuilder, SampleContext, int, Task> Prepare, double Goal)
{
    private const string Head = "ARG BASE\nFROM $BASE\n";
    private const string Copy = Head + "COPY data /data\nCMD [\"true\"]\n";

    private static readonly string Runs = Head + "ARG ROUND\n" + string.Concat(Enumerable.Range(1, 10).Select(static step => $"RUN echo $ROUND {step} > /step-{step}\n"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("copy: 20,000 files, 500 MB, into a new layer", Copy, static (builder, _, _) => builder.ForgetAsync(), 1 / 4.0),
        new("one file of that COPY changed", Copy, static (_, context, round) => Run(() => context.ChangeOneFile(round)), 1 / 4.0),
        new("nothing changed", Copy, static (_, _, _) => Task.CompletedTask, 1 / 12.0),
        new("ten small RUN steps", Runs, static (_, _, _) => Task.CompletedTask, 1),
    ];

    /// <summary>The build args of a round: another value each time, so that steps that use it run.</summary>
    public static IReadOnlyList<string> Arguments(int round) => [string.Create(CultureInfo.InvariantCulture, $"ROUND={round}")];

    private static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
