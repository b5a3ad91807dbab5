// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Bench;

/// <summary>A single Dockerfile on the sample context.</summary>
internal sealed class ImageScenario : Scenario
{
    private const string Head = "ARG BASE\nFROM $BASE\n";
    private const string Copy = Head + "COPY data /data\nCMD [\"true\"]\n";

    private static readonly string Runs = Head + "ARG ROUND\n" + string.Concat(Enumerable.Range(1, 10).Select(static step => $"RUN echo $ROUND {step} > /step-{step}\n"));

    private readonly SampleContext _context;
    private readonly string _dockerfile;
    private readonly Func<IBuilder, SampleContext, int, Task> _prepare;

    private ImageScenario(SampleContext context, string name, string dockerfile, Func<IBuilder, SampleContext, int, Task> prepare, double goal)
        : base(name, goal) => (_context, _dockerfile, _prepare) = (context, dockerfile, prepare);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All(SampleContext context) =>
    [
        new ImageScenario(context, "copy: 20,000 files, 500 MB, into a new layer", Copy, static (builder, _, _) => builder.ForgetAsync(), 1 / 4.0),
        new ImageScenario(context, "one file of that COPY changed", Copy, static (_, context, round) => Run(() => context.ChangeOneFile(round)), 1 / 4.0),
        new ImageScenario(context, "nothing changed", Copy, static (_, _, _) => Task.CompletedTask, 1 / 12.0),
        new ImageScenario(context, "ten small RUN steps", Runs, static (_, _, _) => Task.CompletedTask, 1),
    ];

    public override void Begin() => _context.WriteDockerfile(_dockerfile);

    public override Task PrepareAsync(IBuilder builder, int round) => _prepare(builder, _context, round);

    // Another value each time, so that steps that use it run.
    public override Task<Cost> BuildAsync(IBuilder builder, int round) => builder.BuildAsync(_context.Path, [string.Create(CultureInfo.InvariantCulture, $"ROUND={round}")]);

    public override IReadOnlyList<string> ImagesOf(IBuilder builder) => [builder.LastImage];

    private static Task Run(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
