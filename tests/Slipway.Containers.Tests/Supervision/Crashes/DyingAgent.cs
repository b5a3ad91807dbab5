// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers.Tests;

/// <summary>An agent in a process of its own, which ends as if by kill -9 when it has passed a number of the moments between its durable steps.</summary>
public sealed class DyingAgent
{
    private const string Variable = "SLIPWAY_TEST_DYING_AGENT";

    private sealed record Order(string Home, ContainerDefinition Definition, IReadOnlyList<string> Words, int Moments);

    /// <summary>Runs one.</summary>
    /// <param name="home">Whose agent it is.</param>
    /// <param name="definition">The container that it is asked about.</param>
    /// <param name="words">What it is asked, after it has taken up what the one before left.</param>
    /// <param name="moments">How many moments it lives through.</param>
    /// <returns>The moment that it died at; null if it did all and let go.</returns>
    public static async Task<string?> RunAsync(SlipwayHome home, ContainerDefinition definition, IReadOnlyList<string> words, int moments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-method", $"{typeof(DyingAgent)}.{nameof(Do_what_is_asked_until_killed)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = JsonSerializer.Serialize(new Order(home.Root, definition, words, moments));
        using var process = Process.Start(start)!;
        // What it started has its streams and outlives it: its own end is enough.
        var said = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        process.BeginOutputReadLine();
        while (!process.WaitForExit(20))
            await Task.Yield();
        var death = Path.Combine(home.Run, "died-at");
        var moment = File.Exists(death) ? await File.ReadAllTextAsync(death, SupervisorWorld.Cancellation) : null;
        File.Delete(death);
        (process.ExitCode == 0 || moment is not null).ShouldBeTrue(said.ToString());
        return moment;
    }

    /// <summary>Not a test: the process that <see cref="RunAsync"/> starts.</summary>
    [Fact(Explicit = true)]
    public async Task Do_what_is_asked_until_killed()
    {
        var order = JsonSerializer.Deserialize<Order>(Environment.GetEnvironmentVariable(Variable)!)!;
        var home = new SlipwayHome(order.Home);
        var left = order.Moments;
        CrashPoint.Passed = moment =>
        {
            if (Interlocked.Decrement(ref left) != 0)
                return;
            File.WriteAllText(Path.Combine(home.Run, "died-at"), string.Create(CultureInfo.InvariantCulture, $"{moment} ({order.Moments})"));
            ProcessIdentity.Current.Kill(Signal.Kill);
            Thread.Sleep(Timeout.Infinite);
        };
        await LeftoverSweep.RunAsync(home, TimeProvider.System, SupervisorWorld.Cancellation);
        var runner = await ContainerRunner.OpenAsync(home, TimeProvider.System, SupervisorWorld.Cancellation);
        await using var supervisor = await ContainerSupervisor.StartAsync(new() { Home = home, Restart = SupervisorWorld.Restart }, runner, SupervisorWorld.Cancellation);
        await CrashScenario.DoAsync(supervisor, new(home), order.Definition, order.Words);
    }
}
