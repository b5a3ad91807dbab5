// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Containers;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// Commands about containers are killed at random moments, and their agent too, while other containers live: those go on as the same processes, nothing that
/// <c>logs</c> once showed is ever gone, and when all are removed nothing is left on the machine. <c>SLIPWAY_SOAK</c> asks for more kills, at other moments.
/// </summary>
public sealed class KilledByHandTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Turns = 12, SoakTurns = 100, Making = 5;
    private const string Counting = "i=0; while true; do i=$((i+1)); echo $i; sleep 0.02; done";
    private const string Lasting = "trap 'exit 0' TERM; while true; do sleep 0.05; done";

    // What is killed in its middle, first what makes containers: NEW is a container's name that was never used, OLD that of one that may be there, VOLUME a volume's.
    private static readonly string[] Commands =
    [
        $"run|-d|--name|NEW|-v|/data|-v|VOLUME:/www|-p|0:8080|app:1|sh|-c|{Lasting}",
        $"run|-d|--rm|--name|NEW|-v|/data|app:1|sh|-c|sleep 0.3",
        $"run|-d|--restart|always|--name|NEW|app:1|sh|-c|sleep 0.2",
        $"create|--name|NEW|-v|/data|app:1|sh|-c|{Lasting}",
        "run|--rm|-v|/data|app:1|sh|-c|sleep 0.3",
        "start|OLD", "stop|-t|1|OLD", "restart|-t|1|OLD", "rm|-f|-v|OLD", "kill|OLD", "exec|counter|sleep|0.5", "logs|-f|counter", "volume|rm|VOLUME", "volume|prune|-f|--all", "rename|OLD|NEW",
    ];

    private readonly InstalledProgram _slipway = new();
    private readonly Dictionary<string, ProcessIdentity> _living = [];
    private string[] _seen = [];
    private int _names;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SlipwayHome Home => new(_slipway.Home);

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync(new() { User = "app", Env = ["PATH=/bin"], Cmd = BusyboxImage.WebServer(8080) });

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task Commands_and_agents_that_are_killed_at_any_moment_take_nothing_from_containers_that_live_and_leave_nothing_behind()
    {
        var isSoak = Environment.GetEnvironmentVariable("SLIPWAY_SOAK") is not null;
        var seed = isSoak ? Random.Shared.Next(1_000_000) : 4;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var port = BusyboxImage.FreePort();
        await LiveAsync("counter", "app:1", "sh", "-c", Counting);
        await LiveAsync("web", "-p", $"{port}:8080", "--restart", "always", "app:1");

        for (var turn = 0; turn < (isSoak ? SoakTurns : Turns); turn++)
        {
            var command = Fill(Commands[random.Next(turn % 2 == 0 ? Making : Commands.Length)], random);
            var (patience, killsAgent) = (TimeSpan.FromMilliseconds(random.Next(0, 900)), random.Next(3) == 0);
            var what = string.Create(CultureInfo.InvariantCulture, $"turn {turn}: slipway {string.Join(' ', command)}, killed after {patience.TotalMilliseconds} ms{(killsAgent ? " with its agent" : "")}");
            output.WriteLine(what);
            await _slipway.KillAfterAsync(patience, command);
            if (killsAgent)
                await KillAgentAsync();
            await JudgeAsync(what);
        }

        // Whatever is left of them can be dealt with, and the port is led to the one that it was led to.
        (await _slipway.RunAsync("start", "web")).ShouldSucceed();
        using var http = new HttpClient();
        (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation)).ShouldBe("hello");
        await JudgeAsync("the end");
        await _slipway.RemoveContainersAsync();
        new ContainerCatalog(Home).List().ShouldBeEmpty();
        (await _slipway.RunAsync("volume", "prune", "-f", "--all")).ShouldSucceed();
        await LeaveNothingAsync();
    }

    // With a name or, of several, the one that was made last.
    private string[] Fill(string command, Random random) =>
        [.. command.Split('|').Select(word => word switch { "NEW" => $"t{_names++}", "OLD" => $"t{Math.Max(0, _names - 1 - random.Next(2))}", _ => word.Replace("VOLUME", "site", StringComparison.Ordinal) })];

    private async Task LiveAsync(string name, params string[] words)
    {
        var id = (await _slipway.RunAsync(["run", "-d", "--name", name, .. words])).ShouldSucceed().Output.Trim();
        _living[id] = (await ProcessAsync(id))!;
    }

    private async Task<ProcessIdentity?> ProcessAsync(string id) =>
        (await ContainerRunner.OpenAsync(Home, TimeProvider.System, Cancellation)).Find(id)?.GetState() is { Status: ContainerStatus.Running } state ? state.Process : null;

    private async Task JudgeAsync(string what)
    {
        foreach (var (id, process) in _living)
            (await ProcessAsync(id)).ShouldBe(process, what);
        var lines = (await _slipway.RunAsync("logs", "counter")).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Take(_seen.Length).ShouldBe(_seen, what);
        var numbers = lines.Select(static line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        numbers.Zip(numbers.Skip(1)).ShouldAllBe(static pair => pair.First < pair.Second, what);
        _seen = lines;
    }

    private async Task KillAgentAsync()
    {
        using var agent = new AgentClient(Home);
        if (await agent.TryGetHealthAsync(Cancellation) is { } health)
            ProcessIdentity.Find(health.Pid)?.Kill(Signal.Kill);
    }

    private async Task LeaveNothingAsync()
    {
        // What a killed command in the foreground left is swept by the next agent.
        await AgentLauncher.StopAsync(Home, Cancellation);
        (await _slipway.RunAsync("create", "--name", "last", "app:1")).ShouldSucceed();
        (await _slipway.RunAsync("rm", "last")).ShouldSucceed();
        await AgentLauncher.StopAsync(Home, Cancellation);

        MountTable.Below(Home.Root).ShouldBeEmpty();
        string[] folders = [Home.Containers, Home.Volumes, Path.Combine(Home.Run, "containers"), Path.Combine(Home.Run, "roots"), Path.Combine(Home.Run, "runtime"), Path.Combine(Home.Snapshots, "new")];
        folders.Where(Directory.Exists).SelectMany(Directory.GetDirectories).ShouldBeEmpty();
        var home = Digest.Sha256(Encoding.UTF8.GetBytes(Home.Root)).Hex[..8];
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"{home}-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true }).ShouldBeEmpty();
        Directory.GetDirectories("/proc").Select(static path => Path.Combine(path, "cmdline")).Where(Mentions).ShouldBeEmpty();
    }

    private bool Mentions(string path)
    {
        try
        {
            return File.ReadAllText(path).Contains(Home.Root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
