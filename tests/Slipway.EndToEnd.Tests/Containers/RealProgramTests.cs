// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Programs that people run in containers, with their data in volumes: started, killed with and without their agent, restarted, stopped, made anew.</summary>
[Trait("Needs", "Network")]
public sealed class RealProgramTests(RealImage image) : IClassFixture<RealImage>, IAsyncDisposable
{
    private const string Postgres = "/usr/lib/postgresql/15/bin";
    private const string StartDatabase =
        $"test -s /data/db/PG_VERSION || {Postgres}/initdb -D /data/db -A trust -U postgres > /dev/null; exec {Postgres}/postgres -D /data/db -h 127.0.0.1 -k /tmp";

    // Counts each visit in both, and says what they say.
    private const string WebProgram = $$"""
        import http.server, socket, subprocess

        class Visits(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                try:
                    with socket.create_connection(("cache", 6379), 5) as cache:
                        cache.sendall(b"INCR hits\r\n")
                        hits = cache.recv(64).decode().strip(":\r\n")
                    query = "create table if not exists visits(at timestamptz default now()); insert into visits default values; select count(*) from visits"
                    rows = subprocess.run(["{{Postgres}}/psql", "-h", "db", "-U", "postgres", "-qAtc", query], capture_output=True, text=True)
                    answer = f"{hits} {rows.stdout.strip()}" if rows.returncode == 0 else None
                except OSError:
                    answer = None
                self.send_response(200 if answer else 503)
                self.end_headers()
                self.wfile.write((answer or "not yet").encode())

            def log_message(self, *words):
                pass

        http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Visits).serve_forever()
        """;

    private readonly InstalledProgram _slipway = image.Slipway;
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SlipwayHome Home => new(_slipway.Home);

    [Fact]
    public async Task A_program_of_three_processes_keeps_its_data_whatever_is_killed_restarted_or_made_anew()
    {
        var port = BusyboxImage.FreePort();
        await StartAllAsync(port);
        var (hits, rows) = await VisitAsync(port);
        (await VisitAsync(port)).ShouldBe((hits + 1, rows + 1));
        // A database that was killed replays what it had promised.
        await KillProgramAsync("cache");
        await KillProgramAsync("db");
        (await VisitAsync(port)).ShouldSatisfyAllConditions(
            visit => visit.Hits.ShouldBeGreaterThanOrEqualTo(hits + 2),
            visit => visit.Rows.ShouldBeGreaterThanOrEqualTo(rows + 2));
        (await LogAsync("db")).ShouldContain("automatic recovery in progress");

        // Asked to end, the database says how it was asked, and has nothing to recover.
        (await _slipway.RunAsync("stop", "db")).ShouldSucceed();
        (await LogAsync("db")).ShouldSatisfyAllConditions(
            log => log.ShouldContain("received fast shutdown request"),
            log => log.ShouldContain("database system is shut down"));
        (await _slipway.RunAsync("ps", "-a", "--filter", "name=db", "--format", "{{.Status}}")).Output.ShouldStartWith("Exited (0)");
        (await _slipway.RunAsync("start", "db")).ShouldSucceed();
        await VisitAsync(port);

        // Without their agent they go on, and the next one leads to them again.
        var before = await VisitAsync(port);
        var processes = await ProcessesAsync();
        await KillAgentAsync();
        (await _slipway.RunAsync("start", "web")).ShouldSucceed();
        (await VisitAsync(port)).ShouldBe((before.Hits + 1, before.Rows + 1));
        (await ProcessesAsync()).ShouldBe(processes);

        var last = await VisitAsync(port);
        (await _slipway.RunAsync("rm", "-f", "web", "db", "cache")).ShouldSucceed();
        await StartAllAsync(port);
        (await VisitAsync(port)).ShouldBe((last.Hits + 1, last.Rows + 1));
        (await _slipway.RunAsync("rm", "-f", "web", "db", "cache")).ShouldSucceed();
        MountTable.Below(_slipway.Home).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_databases_on_one_port_are_two_to_who_is_linked_to_both()
    {
        foreach (var name in (string[])["first", "second"])
        {
            (await _slipway.RunAsync("run", "-d", "--name", name, "-u", "redis", "--expose", "6379", "real:1", "redis-server", "--save", "", "--dir", "/tmp")).ShouldSucceed();
            while ((await _slipway.RunAsync("exec", name, "redis-cli", "set", "name", name)).Output.Trim() != "OK")
                await Task.Delay(50, Cancellation);
        }

        var asked = await _slipway.RunAsync("run", "-d", "--name", "both", "--link", "first:a", "--link", "second", "real:1", "sh", "-c", "redis-cli -h a get name; redis-cli -h second get name");
        asked.ShouldSucceed();
        await _slipway.RunAsync("wait", "both");

        (await _slipway.RunAsync("logs", "both")).Output.ShouldBe("first\nsecond\n");
        (await _slipway.RunAsync("rm", "-f", "both", "first", "second")).ShouldSucceed();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAllAsync(int port)
    {
        var program = _slipway.Folder.Write("web.py", WebProgram);
        foreach (var (volume, owner) in (IReadOnlyList<(string, string)>)[("cachedata", "redis"), ("dbdata", "postgres")])
            (await _slipway.RunAsync("run", "--rm", "-v", $"{volume}:/data", "real:1", "chown", owner, "/data")).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "cache", "-u", "redis", "--restart", "always", "--expose", "6379", "-v", "cachedata:/data", "real:1",
            "redis-server", "--dir", "/data", "--appendonly", "yes", "--appendfsync", "always")).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "db", "-u", "postgres", "--restart", "always", "--expose", "5432", "-v", "dbdata:/data", "--shm-size", "128m", "--stop-signal", "SIGINT", "real:1",
            "sh", "-c", StartDatabase)).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "web", "--link", "cache", "--link", "db", "-p", $"{port}:8000", "-v", $"{program}:/web.py:ro", "real:1", "python3", "/web.py")).ShouldSucceed();
    }

    // An answer of both; they may be starting, and then the one of the two that runs has counted already.
    private async Task<(int Hits, int Rows)> VisitAsync(int port)
    {
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation);
                var text = await answer.Content.ReadAsStringAsync(Cancellation);
                if (answer.IsSuccessStatusCode && text.Split(' ') is [var hits, var rows])
                    return (int.Parse(hits, CultureInfo.InvariantCulture), int.Parse(rows, CultureInfo.InvariantCulture));
            }
            catch (HttpRequestException)
            {
                // It has started, and does not listen yet.
            }
            await Task.Delay(100, Cancellation);
        }
    }

    private async Task KillProgramAsync(string name)
    {
        var killed = await ProcessAsync(name);
        killed!.Kill(Signal.Kill);
        while (await ProcessAsync(name) is not { } next || next == killed)
            await Task.Delay(20, Cancellation);
    }

    private async Task KillAgentAsync()
    {
        using var agent = new AgentClient(Home);
        var killed = ProcessIdentity.Find((await agent.GetHealthAsync(Cancellation)).Pid)!;
        killed.Kill(Signal.Kill);
        while (killed.IsAlive)
            await Task.Delay(10, Cancellation);
    }

    private async Task<IReadOnlyList<ProcessIdentity?>> ProcessesAsync() => [await ProcessAsync("cache"), await ProcessAsync("db"), await ProcessAsync("web")];

    private async Task<ProcessIdentity?> ProcessAsync(string name) =>
        (await ContainerRunner.OpenAsync(Home, TimeProvider.System, Cancellation)).Find(new ContainerCatalog(Home).Find(name)!.Id)?.GetState() is { Status: ContainerStatus.Running } state ? state.Process : null;

    private async Task<string> LogAsync(string name) => (await _slipway.RunAsync("logs", name)) is var answer ? answer.Output + answer.Error : "";
}
