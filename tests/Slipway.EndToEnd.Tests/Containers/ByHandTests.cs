// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Containers by hand as people use them: the program is a process for each command, and its agent one of its own.</summary>
public sealed class ByHandTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _slipway.DisposeAsync();
    }

    [Fact]
    public async Task A_server_is_run_listed_asked_entered_read_stopped_started_and_removed()
    {
        var port = BusyboxImage.FreePort();
        var id = (await _slipway.RunAsync("run", "-d", "--name", "web", "-p", $"{port}:8080", "--label", "tier=web", "app:1")).ShouldSucceed().Output.Trim();

        (await _slipway.RunAsync("ps", "--format", "{{.ID}} {{.Image}} {{.Names}} {{.Ports}} {{.State}}")).Output.Trim().ShouldBe($"{id[..12]} app:1 web 127.0.0.1:{port}->8080/tcp running");
        (await PageAsync(port)).ShouldBe("hello");
        (await _slipway.RunAsync("port", "web", "8080")).Output.Trim().ShouldBe($"127.0.0.1:{port}");
        (await _slipway.RunAsync("exec", "-e", "WHAT=new", "web", "sh", "-c", "echo $WHAT > /dev/shm/x; id -u; cat /dev/shm/x; exit 5")).ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(5),
            answer => answer.Output.ShouldBe("1000\nnew\n"));
        (await _slipway.RunAsync("rm", "web")).ShouldRefuse(1, "'web' runs");
        (await _slipway.RunAsync("rmi", "app:1")).ShouldRefuse(1, "image of the container 'web'", "slipway rm web");
        (await _slipway.RunAsync("stop", "-t", "0", "web")).ShouldSucceed().Output.Trim().ShouldBe("web");
        (await _slipway.RunAsync("ps", "-q")).Output.ShouldBeEmpty();
        (await _slipway.RunAsync("ps", "-a", "--filter", "label=tier=web", "--format", "{{.Status}}")).Output.ShouldStartWith("Exited (137)");
        (await _slipway.RunAsync("start", id[..6])).ShouldSucceed();
        (await PageAsync(port)).ShouldBe("hello");

        (await _slipway.RunAsync("rm", "-f", "web")).ShouldSucceed();
        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_job_wrote_and_how_it_ended_can_be_asked_afterwards()
    {
        (await _slipway.RunAsync("create", "--name", "job", "--user", "root", "app:1", "sh", "-c", "echo one; echo two >&2; exit 7")).ShouldSucceed();
        (await _slipway.RunAsync("ps", "-a", "--format", "{{.Status}}")).Output.Trim().ShouldBe("Created");
        (await _slipway.RunAsync("start", "job")).ShouldSucceed();

        (await _slipway.RunAsync("wait", "job")).Output.Trim().ShouldBe("7");
        var logs = await _slipway.RunAsync("logs", "-f", "job");

        (logs.Output, logs.Error).ShouldBe(("one\n", "two\n"));
        (await _slipway.RunAsync("logs", "-n", "1", "-t", "job")).ShouldSucceed();
        (await _slipway.RunAsync("rename", "job", "done")).ShouldSucceed();
        (await _slipway.RunAsync("rm", "job", "done")).ShouldSatisfyAllConditions(
            answer => answer.ExitCode.ShouldBe(1),
            answer => answer.Output.Trim().ShouldBe("done"),
            answer => answer.Error.ShouldContain("there is no container 'job'"));
    }

    [Theory]
    [InlineData("/nope", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task A_program_that_cannot_be_run_is_told_as_by_Docker_and_the_container_stays_to_be_looked_at(string program, int exitCode)
    {
        (await _slipway.RunAsync("run", "-d", "--name", "wrong", "app:1", program)).ShouldRefuse(exitCode, program);

        (await _slipway.RunAsync("ps", "-a", "--format", "{{.Names}} {{.State}}")).Output.ShouldStartWith("wrong ");
        (await _slipway.RunAsync("run", "-d", "--rm", "--name", "gone", "app:1", program)).ShouldRefuse(exitCode, program);
        (await _slipway.RunAsync("ps", "-a", "-q")).Output.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_killed_agent_leaves_containers_running_and_the_next_command_starts_another()
    {
        var port = BusyboxImage.FreePort();
        (await _slipway.RunAsync("run", "-d", "--name", "web", "-p", $"{port}:8080", "app:1")).ShouldSucceed();
        (await PageAsync(port)).ShouldBe("hello");
        using var agent = new AgentClient(new SlipwayHome(_slipway.Home));
        var killed = ProcessIdentity.Find((await agent.GetHealthAsync(Cancellation)).Pid)!;
        // It watches no folder: not the one that it happened to start in either.
        Directory.GetFiles($"/proc/{killed.Pid}/fd").Select(static file => new FileInfo(file).LinkTarget).ShouldNotContain("anon_inode:inotify");
        killed.Kill(Signal.Kill);
        while (killed.IsAlive)
            await Task.Delay(10, Cancellation);

        (await _slipway.RunAsync("ps", "--format", "{{.State}}")).Output.Trim().ShouldBe("running");
        // Nobody holds what it stands on but itself.
        (await _slipway.RunAsync("prune", "--all", "--force")).ShouldSucceed();
        (await _slipway.RunAsync("exec", "web", "cat", "/www/index.html")).Output.ShouldBe("hello");
        (await _slipway.RunAsync("start", "web")).ShouldSucceed();

        (await PageAsync(port)).ShouldBe("hello");
        (await agent.GetHealthAsync(Cancellation)).Pid.ShouldNotBe(killed.Pid);
        (await _slipway.RunAsync("stop", "-t", "0", "web")).ShouldSucceed();
        // The new agent is not its parent, and asks the system.
        (await _slipway.RunAsync("wait", "web")).Output.Trim().ShouldBeOneOf("137", "unknown");
    }

    [Fact]
    public async Task A_volume_keeps_what_one_container_wrote_for_the_next()
    {
        (await _slipway.RunAsync("run", "--rm", "-u", "0", "-v", "data:/data", "app:1", "sh", "-c", "echo kept > /data/file")).ShouldSucceed();
        (await _slipway.RunAsync("run", "--rm", "-v", "data:/data:ro", "--tmpfs", "/scratch", "app:1", "cat", "/data/file")).Output.ShouldBe("kept\n");

        (await _slipway.RunAsync("create", "--name", "holder", "-v", "data:/data", "-v", "/more", "app:1")).ShouldSucceed();
        (await _slipway.RunAsync("volume", "rm", "data")).ShouldRefuse(1, "'holder'");
        using var shown = JsonDocument.Parse((await _slipway.RunAsync("volume", "inspect", "data")).ShouldSucceed().Output);
        shown.RootElement[0].GetProperty("containers")[0].GetString().ShouldBe("holder");
        (await _slipway.RunAsync("volume", "ls", "-q")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await _slipway.RunAsync("rm", "-v", "holder")).ShouldSucceed();
        (await _slipway.RunAsync("volume", "prune", "-f", "--all")).Output.ShouldBe("data\n");
    }

    [Theory]
    [InlineData("run -d -a stdout app:1", "leave --attach or --detach out")]
    [InlineData("run --attach sound app:1", "'sound' is no stream")]
    [InlineData("run --detach-keys ctrl-1 app:1", "'ctrl-1' is no key")]
    [InlineData("run -d -p 70000:80 app:1", "'70000:80'")]
    [InlineData("run -d --network shared app:1", "'shared' is no network")]
    [InlineData("run -d --network none -p 80 app:1", "no ports of its own")]
    [InlineData("run -d --cap-add FLY app:1", "no capability 'FLY'")]
    [InlineData("run -d --security-opt apparmor=x app:1", "'apparmor=x' is not supported")]
    [InlineData("run -d --restart sometimes app:1", "'sometimes' is no restart policy")]
    [InlineData("run -d --rm --restart always app:1", "leave --rm or --restart out")]
    [InlineData("run -d -v /not/there:/x app:1", "no '/not/there' to mount at '/x'")]
    [InlineData("run -d -v a1:/x -v b2:/x app:1", "two things are mounted at '/x'")]
    [InlineData("run -d --name ../x app:1", "'../x' is no container's name")]
    [InlineData("run -d --add-host web app:1", "'web' is not NAME:ADDRESS")]
    [InlineData("run -d --stop-signal LOUD app:1", "'LOUD' is no signal")]
    [InlineData("ps --filter color=red", "no filter 'color'")]
    [InlineData("volume create x", "'x' is no volume's name")]
    public async Task A_word_that_cannot_be_meant_is_refused_by_name_and_nothing_is_made(string words, string part)
    {
        (await _slipway.RunAsync(words.Split(' '))).ShouldRefuse(2, part);

        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
        (await _slipway.RunAsync("volume", "ls", "-q")).Output.ShouldBeEmpty();
    }

    private async Task<string> PageAsync(int port)
    {
        while (true)
        {
            try
            {
                return await _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation);
            }
            catch (HttpRequestException)
            {
                // The program has started, and does not listen yet.
                await Task.Delay(20, Cancellation);
            }
        }
    }
}
