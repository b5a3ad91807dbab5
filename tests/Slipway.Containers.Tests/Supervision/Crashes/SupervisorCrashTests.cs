// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;

namespace Slipway.Containers.Tests;

/// <summary>
/// Agents that die between any two of their durable steps, also while they put right what the one before them left. Beside the container under test lives one
/// that counts aloud: it goes on through all of it, and its log is whole. <c>SLIPWAY_SOAK</c> makes it every moment of every scenario.
/// </summary>
public sealed class SupervisorCrashTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Slice = 14, MostMoments = 22;
    private const string Counting = "i=0; while true; do i=$((i+1)); echo $i; sleep 0.02; done";

    private readonly SupervisorWorld _world = new();

    public static IEnumerable<TheoryDataRow<string>> Scenarios => CrashScenario.All.Take(IsSoak ? int.MaxValue : 1).Select(static scenario => new TheoryDataRow<string>(scenario.Name));

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    private static bool IsSoak => Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is not null;

    [Fact]
    public async Task An_agent_that_dies_at_any_moment_leaves_what_the_next_one_puts_right()
    {
        var seed = IsSoak ? Random.Shared.Next(1_000_000) : 6;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var bystander = await StartBystanderAsync();
        for (var turn = 0; turn < Slice; turn++)
        {
            var scenario = CrashScenario.All[(turn + random.Next(CrashScenario.All.Count)) % CrashScenario.All.Count];
            await CrashAsync(scenario, random.Next(1, MostMoments), random.Next(3) == 0 ? random.Next(1, 12) : null, bystander);
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_moment_of_a_scenario_is_one_at_which_an_agent_may_die(string name)
    {
        var bystander = await StartBystanderAsync();
        var moments = 1;
        while (await CrashAsync(CrashScenario.All.Single(scenario => scenario.Name == name), moments, moments % 3 == 0 ? moments % 11 : null, bystander))
            moments++;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moments - 1} moments"));
        // Fewer would mean that it no longer dies in between.
        moments.ShouldBeGreaterThan(2, $"{moments - 1} moments");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<Bystander> StartBystanderAsync()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("bystander", Counting));
        await _world.LetGoAsync();
        return new(id, (await _world.StateAsync(id))!.Process!, []);
    }

    // Whether it died.
    private async Task<bool> CrashAsync(CrashScenario scenario, int moments, int? momentsOfTheNext, Bystander bystander)
    {
        await _world.StartAsync();
        var definition = scenario.Define(_world);
        await CrashScenario.DoAsync(_world.Supervisor, _world.Catalog, definition, scenario.Before);
        await _world.LetGoAsync();

        var moment = await DyingAgent.RunAsync(_world.Home, definition, scenario.Words, moments);
        var second = momentsOfTheNext is { } few ? await DyingAgent.RunAsync(_world.Home, definition, [], few) : null;
        var what = $"{scenario.Name}: died at '{moment ?? "the end"}'{(second is null ? "" : $", the next at '{second}'")}";
        output.WriteLine(what);

        await _world.SweepAsync();
        await _world.StartAsync();
        await JudgeAsync(scenario, definition, moment, what);
        await JudgeAsync(bystander, what);
        await _world.RemoveAllAsync(but: bystander.Id);
        _world.Leftovers(but: bystander.Id).ShouldBeEmpty(what);
        _world.Volumes.List().Where(static volume => volume.IsNameless).ShouldBeEmpty(what);
        await _world.LetGoAsync();
        return moment is not null;
    }

    private async Task JudgeAsync(CrashScenario scenario, ContainerDefinition definition, string? moment, string what)
    {
        _world.HalfMade().ShouldBeEmpty(what);
        if (_world.Catalog.Read(definition.Id) is not { } known)
        {
            (scenario.Words.Contains("create") || scenario.Words.Contains("remove") || definition.RemovesItself).ShouldBeTrue(what);
            return;
        }
        (known.Id, known.Command[0]).ShouldBe((definition.Id, definition.Command[0]), what);
        var view = ContainerView.Read(_world.Home, known);
        // One that is started again runs in the end, whoever finishes that.
        if (scenario.Words is ["restart"] || (view.Fate.Wish == ContainerWish.Running && definition.Restart.Mode == RestartMode.Always))
        {
            while (!view.IsRunning)
            {
                await Task.Delay(10, Cancellation);
                view = ContainerView.Read(_world.Home, known);
            }
        }
        // The program's own words.
        var starts = Path.Combine(_world.Home.Containers, definition.Id, "upper/starts");
        (File.Exists(starts) ? File.ReadAllLines(starts).Length : 0).ShouldBeLessThanOrEqualTo(scenario.MostStarts, what);
        view.Status.ShouldBeOneOf(["created", "running", "exited"], what);
        if (view.Status == "exited")
            view.Fate.Exit.ShouldNotBeNull(what);
        if (moment is null && scenario.Words is ["stop" or "kill"])
            view.Status.ShouldBe("exited", what);
        if (definition.RemovesItself)
            view.Status.ShouldBeOneOf(["created", "running"], what);
        if (view.Status != "running" && await _world.StateAsync(definition.Id) is { } left)
            throw new ShouldAssertException($"{what}: it doesn't run, and there is a run: {left}");
    }

    private async Task JudgeAsync(Bystander bystander, string what)
    {
        (await _world.StateAsync(bystander.Id)).ShouldNotBeNull(what).ShouldSatisfyAllConditions(
            state => state.Status.ShouldBe(ContainerStatus.Running, what),
            state => state.Process.ShouldBe(bystander.Process, what));
        var lines = await _world.ReadLogAsync(bystander.Id);
        // Nothing that was read once is gone, and what came since goes on in order.
        lines.Take(bystander.Seen.Count).ShouldBe(bystander.Seen, what);
        lines.Select(static line => int.Parse(line, CultureInfo.InvariantCulture)).ShouldBeInOrder(SortDirection.Ascending, what);
        lines.Count.ShouldBe(lines.Distinct().Count(), what);
        bystander.Seen = lines;
    }

    private sealed class Bystander(string id, ProcessIdentity process, IReadOnlyList<string> seen)
    {
        public string Id => id;

        public ProcessIdentity Process => process;

        public IReadOnlyList<string> Seen { get; set; } = seen;
    }
}
