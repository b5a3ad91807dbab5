// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.EndToEnd.Tests;

/// <summary>Many commands at once, on many containers and on one.</summary>
public sealed class CrowdTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Crowd = 20;
    private const string Lasting = "trap 'exit 0' TERM; while true; do sleep 0.05; done";

    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SlipwayHome Home => new(_slipway.Home);

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync(new() { Env = ["PATH=/bin"] });

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task Twenty_that_are_started_at_once_before_there_is_an_agent_all_run_and_are_all_removed_at_once()
    {
        var started = await AtOnceAsync(number => ["run", "-d", "--name", $"c{number}", "-v", $"v{number % 4}:/www", "app:1", "sh", "-c", Lasting]);

        started.Where(static answer => answer.ExitCode != 0).Select(static answer => (answer.ExitCode, answer.Error)).ShouldBeEmpty();
        (await _slipway.RunAsync("ps", "-q")).Output.Trim().Split('\n').Length.ShouldBe(Crowd);
        (await AtOnceAsync(static number => ["rm", "-f", $"c{number}"])).Where(static answer => answer.ExitCode != 0).Select(static answer => (answer.ExitCode, answer.Error)).ShouldBeEmpty();
        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
        MountTable.Below(Home.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task Twenty_that_run_to_their_ends_at_once_each_answer_with_their_own()
    {
        var answers = await AtOnceAsync(static number => ["run", "--rm", "app:1", "sh", "-c", $"echo {number}; exit {number}"]);

        answers.Select(static answer => (answer.ExitCode, answer.Output)).ShouldBe(Enumerable.Range(0, Crowd).Select(static number => (number, $"{number}\n")));
        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
        MountTable.Below(Home.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Commands_about_one_container_come_one_after_the_other_and_leave_it_whole_or_gone(int seed)
    {
        var random = new Random(seed);
        var made = (await _slipway.RunAsync("run", "-d", "--name", "one", "--restart", "always", "app:1", "sh", "-c", $"echo started; {Lasting}")).ShouldSucceed().Output.Trim();
        string[][] words = [["start", made], ["stop", "-t", "0", made], ["restart", "-t", "0", made], ["kill", made], ["rename", made, $"n{seed}"], ["rm", made], ["rm", "-f", made], ["exec", made, "true"], ["wait", made]];
        // Somebody waits for it and somebody removes it in the end.
        var chosen = Enumerable.Range(0, 6).Select(_ => words[random.Next(words.Length - 1)]).Append(words[^1]).ToList();
        output.WriteLine(string.Join("; ", chosen.Select(static command => string.Join(' ', command))));

        var racing = chosen.Select(command => _slipway.RunAsync(command)).ToList();
        await Task.Delay(random.Next(300), Cancellation);
        var removed = await _slipway.RunAsync("rm", "-f", made);
        var answers = await Task.WhenAll(racing);

        // Done, refused, too late, or, for what runs in it, killed with it; never our own bug, and nobody waits for ever.
        var ends = answers.Zip(chosen, static (answer, command) => (answer.ExitCode, Ran: command[0] == "exec")).Append((removed.ExitCode, Ran: false));
        ends.ShouldAllBe(static end => end.ExitCode == 0 || end.ExitCode == 1 || end.ExitCode == 125 || (end.Ran && end.ExitCode == 137), string.Join('\n', answers.Select(static answer => string.Create(CultureInfo.InvariantCulture, $"{answer.ExitCode} {answer.Error}"))));
        new ContainerCatalog(Home).Read(made).ShouldBeNull();
        Directory.GetDirectories(Path.Combine(Home.Run, "containers")).ShouldBeEmpty();
        MountTable.Below(Home.Root).ShouldBeEmpty();
    }

    private Task<Answer[]> AtOnceAsync(Func<int, string[]> words) => Task.WhenAll(Enumerable.Range(0, Crowd).Select(number => _slipway.RunAsync(words(number))));
}
