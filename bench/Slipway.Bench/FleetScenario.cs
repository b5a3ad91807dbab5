// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>A whole fleet in one command.</summary>
internal sealed class FleetScenario : Scenario
{
    private static readonly IReadOnlyList<string> OnePlatform = ["linux/amd64"];

    private readonly SampleFleet _fleet;
    private readonly string? _registry;
    private readonly Func<IBuilder, SampleFleet, int, Task> _prepare;

    private FleetScenario(SampleFleet fleet, string name, string? registry, Func<IBuilder, SampleFleet, int, Task> prepare, double goal)
        : base($"{fleet.Name}: {name}", goal) => (_fleet, _registry, _prepare) = (fleet, registry, prepare);

    /// <summary>The scenarios of a fleet.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="registry">A registry that all builders may push to.</param>
    /// <param name="cold">The goal where nothing was built before.</param>
    /// <param name="unchanged">The goal where all was.</param>
    public static IReadOnlyList<Scenario> All(SampleFleet fleet, string registry, double cold, double unchanged) =>
    [
        new FleetScenario(fleet, "cold", null, static (builder, _, _) => builder.ForgetAsync(), cold),
        new FleetScenario(fleet, "one source file changed", null, Change, 1 / 6.0),
        new FleetScenario(fleet, "nothing changed", null, static (_, _, _) => Task.CompletedTask, unchanged),
        new FleetScenario(fleet, "nothing changed, pushed to a registry that has it", registry, static (_, _, _) => Task.CompletedTask, 1 / 3.0),
    ];

    public override void Begin() => _fleet.WriteFiles(_registry, OnePlatform);

    public override Task PrepareAsync(IBuilder builder, int round) => _prepare(builder, _fleet, round);

    public override Task<Cost> BuildAsync(IBuilder builder, int round) => builder.BuildAsync(_fleet);

    public override IReadOnlyList<string> ImagesOf(IBuilder builder) => _registry is null ? [.. _fleet.Images.Select(image => builder.ImageOf(_fleet, image))] : [];

    private static Task Change(IBuilder builder, SampleFleet fleet, int round)
    {
        fleet.ChangeOneFile(round);
        return Task.CompletedTask;
    }
}
