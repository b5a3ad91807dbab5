// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class ContainerSupervisorTests : IAsyncDisposable
{
    private const string Forever = "trap 'exit 0' TERM; echo ready; while true; do sleep 0.05; done";

    private readonly SupervisorWorld _world = new();

    private static CancellationToken Cancellation => SupervisorWorld.Cancellation;

    [Fact]
    public async Task A_container_runs_to_its_end_which_is_written_down_with_what_it_wrote()
    {
        await _world.StartAsync();

        var id = await _world.RunAsync(_world.Define("one", "echo out; echo err >&2; exit 3"));

        (await _world.Supervisor.WaitAsync(id, Cancellation))!.ExitCode.ShouldBe(3);
        _world.Catalog.ReadFate(id).Exit!.ExitCode.ShouldBe(3);
        (await _world.ReadLogAsync(id)).Order().ShouldBe(["err", "out"]);
        (await _world.StatusAsync(id)).ShouldBeNull();
        _world.Events.ShouldBe(["create one", "start one", "die one"]);
        (await _world.RemoveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_it_changes_in_its_root_is_there_when_it_is_started_again_and_gone_with_it()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("keeper", "cat /kept 2>/dev/null; echo once >> /kept"));
        await _world.Supervisor.WaitAsync(id, Cancellation);

        await _world.Supervisor.StartAsync(id, Cancellation);
        await _world.Supervisor.WaitAsync(id, Cancellation);

        (await _world.ReadLogAsync(id)).ShouldBe(["once"]);
        (await _world.RemoveAllAsync()).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_world.Home.Containers).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_runs_outlives_its_supervisor_and_is_taken_up_by_the_next()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("lasting", Forever));
        await _world.WaitForLineAsync(id, "ready");
        await _world.LetGoAsync();
        (await _world.StatusAsync(id)).ShouldBe(ContainerStatus.Running);

        await _world.StartAsync();
        (await _world.Supervisor.StopAsync(id, TimeSpan.FromSeconds(30), Cancellation)).ShouldBeTrue();

        _world.Catalog.ReadFate(id).ShouldSatisfyAllConditions(
            fate => fate.Exit!.ExitCode.ShouldBe(0),
            fate => fate.Wish.ShouldBe(ContainerWish.Stopped),
            fate => fate.RestartCount.ShouldBe(0));
    }

    [Fact]
    public async Task One_that_ended_while_nobody_looked_is_started_again_if_it_asked_for_that()
    {
        await _world.StartAsync();
        var asked = await _world.RunAsync(_world.Define("asked", Forever) with { Restart = RestartPolicy.Parse("unless-stopped") });
        var content = await _world.RunAsync(_world.Define("content", Forever));
        foreach (var id in (string[])[asked, content])
            await _world.WaitForLineAsync(id, "ready");
        await _world.LetGoAsync();
        foreach (var id in (string[])[asked, content])
            (await _world.ExecAsync(id, "kill -TERM 1")).ExitCode.ShouldBe(0);
        while (await _world.StatusAsync(asked) == ContainerStatus.Running || await _world.StatusAsync(content) == ContainerStatus.Running)
            await Task.Delay(10, Cancellation);

        await _world.StartAsync();

        while (await _world.StatusAsync(asked) != ContainerStatus.Running)
            await Task.Delay(10, Cancellation);
        (await _world.StatusAsync(content)).ShouldBeNull();
        _world.Catalog.ReadFate(content).Exit.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("no", 0, 0)]
    [InlineData("no", 5, 0)]
    [InlineData("on-failure", 0, 0)]
    [InlineData("on-failure:3", 5, 3)]
    public async Task A_restart_policy_is_kept(string policy, int exitCode, int restarts)
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("again", $"echo run; exit {exitCode}") with { Restart = RestartPolicy.Parse(policy) });

        while ((await _world.ReadLogAsync(id)).Count < restarts + 1 || _world.Events.Count(static text => text == "die again") < restarts + 1)
            await Task.Delay(10, Cancellation);
        // Long enough for another start, were there to be one.
        await Task.Delay(200, Cancellation);

        (await _world.ReadLogAsync(id)).Count.ShouldBe(restarts + 1);
        _world.Catalog.ReadFate(id).RestartCount.ShouldBe(restarts);
    }

    [Fact]
    public async Task One_that_is_always_started_again_stays_down_when_it_was_stopped_by_hand()
    {
        await _world.StartAsync();
        var id = await _world.RunAsync(_world.Define("stubborn", Forever) with { Restart = RestartPolicy.Parse("unless-stopped") });
        await _world.WaitForLineAsync(id, "ready");

        await _world.Supervisor.StopAsync(id, null, Cancellation);
        await _world.LetGoAsync();
        await _world.StartAsync();
        await Task.Delay(200, Cancellation);

        (await _world.StatusAsync(id)).ShouldBeNull();
        _world.Events.Count(static text => text == "start stubborn").ShouldBe(1);
    }

    [Fact]
    public async Task A_published_port_leads_into_it_and_is_closed_with_it()
    {
        await _world.StartAsync();
        var port = BusyboxImage.FreePort();
        var id = await _world.RunAsync(_world.Define("web", "httpd -f -p 8080 -h /www") with { Ports = PublishedPort.Parse($"{port}:8080") });

        using var client = new HttpClient();
        string? page = null;
        while (page is null)
            page = await TryGetAsync(client, port);
        page.ShouldBe("page");
        await _world.Supervisor.KillAsync(id, Signal.Kill, Cancellation);
        await _world.Supervisor.WaitAsync(id, Cancellation);

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Should.Throw<SocketException>(() => socket.Connect(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_and_nothing_of_the_run_is_left()
    {
        await _world.StartAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var definition = await _world.Supervisor.CreateAsync(_world.Define("late", Forever) with { Ports = PublishedPort.Parse($"{taken}:80") }, Cancellation);

        var problem = await Should.ThrowAsync<IOException>(() => _world.Supervisor.StartAsync(definition.Id, Cancellation));

        problem.Message.ShouldContain(taken.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _world.Catalog.ReadFate(definition.Id).Problem.ShouldBe(problem.Message);
        (await _world.StatusAsync(definition.Id)).ShouldBeNull();
        (await _world.RemoveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_servers_on_one_port_are_reached_by_their_names_and_again_after_a_restart()
    {
        await _world.StartAsync();
        var first = await _world.RunAsync(Web("first"));
        var second = await _world.RunAsync(Web("second"));
        var user = await _world.RunAsync(_world.Define("user", Forever) with { Links = [new(first, "a", "first"), new(second, "b", "second")] });

        (await AskAsync(user, "a")).ShouldBe("first");
        (await AskAsync(user, "b")).ShouldBe("second");
        await _world.Supervisor.RestartAsync(first, TimeSpan.Zero, Cancellation);
        (await AskAsync(user, "a")).ShouldBe("first");

        await _world.Supervisor.StopAsync(first, TimeSpan.Zero, Cancellation);
        var refused = await Should.ThrowAsync<ContainerException>(() => _world.Supervisor.RemoveAsync(first, ContainerRemovals.None, Cancellation));
        refused.Message.ShouldContain("'user' has a link to 'first'");
        await _world.Supervisor.RemoveAsync(user, ContainerRemovals.Running, Cancellation);

        ContainerDefinition Web(string name) => _world.Define(name, $"mkdir /w; echo {name} > /w/index.html; httpd -f -p 80 -h /w") with { ExposedPorts = ["80/tcp"] };
    }

    [Fact]
    public async Task A_volume_gets_what_the_image_has_keeps_it_and_stays_while_a_container_has_it()
    {
        await _world.StartAsync();
        var definition = _world.Define("writer", "cat /www/index.html; echo more > /www/more") with { Mounts = [MountText.ParseVolume("site:/www", "")] };
        var id = await _world.RunAsync(definition);
        await _world.Supervisor.WaitAsync(id, Cancellation);
        (await _world.ReadLogAsync(id)).ShouldBe(["page"]);

        (await Should.ThrowAsync<ExecutionException>(() => _world.Volumes.RemoveAsync("site", Cancellation))).Message.ShouldContain("'writer'");
        await _world.Supervisor.RemoveAsync(id, ContainerRemovals.NamelessVolumes, Cancellation);
        var reader = await _world.RunAsync(_world.Define("reader", "cat /www/more; echo no > /www/x") with { Mounts = [MountText.ParseVolume("site:/www:ro", "")] });
        (await _world.Supervisor.WaitAsync(reader, Cancellation))!.ExitCode.ShouldBe(1);

        // What it says and what it complains of come through two pipes: which is read first is chance.
        (await _world.ReadLogAsync(reader)).ShouldBe(["more", "/bin/sh: can't create /www/x: Read-only file system"], ignoreOrder: true);
        await _world.Supervisor.RemoveAsync(reader, ContainerRemovals.None, Cancellation);
        (await _world.Volumes.RemoveAsync("site", Cancellation)).ShouldBeTrue();
        _world.Volumes.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_removes_itself_leaves_nothing_its_nameless_volume_included()
    {
        await _world.StartAsync();
        var nameless = ContainerCatalog.NewId();
        var id = await _world.RunAsync(_world.Define("gone", "exit 4") with { RemovesItself = true, Mounts = [MountText.ParseVolume("/data", nameless), MountText.ParseVolume("kept:/kept", "")] });

        (await _world.Supervisor.WaitAsync(id, Cancellation))!.ExitCode.ShouldBe(4);
        while (!_world.Events.Contains("destroy gone") || _world.Volumes.Find(nameless) is not null)
            await Task.Delay(10, Cancellation);

        _world.Catalog.List().ShouldBeEmpty();
        _world.Volumes.List().Select(static volume => volume.Name).ShouldBe(["kept"]);
        (await _world.RemoveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_is_one_containers_alone_and_its_own_again_after_a_removal()
    {
        await _world.StartAsync();
        var first = await _world.Supervisor.CreateAsync(_world.Define("mine", "true"), Cancellation);

        (await Should.ThrowAsync<ContainerException>(() => _world.Supervisor.CreateAsync(_world.Define("mine", "true"), Cancellation))).ShouldSatisfyAllConditions(
            problem => problem.Refusal.ShouldBe(ContainerRefusal.Conflict),
            problem => problem.Message.ShouldContain(first.Id[..12]));
        await _world.Supervisor.RenameAsync(first.Id, "yours", Cancellation);
        (await _world.Supervisor.CreateAsync(_world.Define("mine", "true"), Cancellation)).Name.ShouldBe("mine");
        (await _world.Supervisor.CreateAsync(_world.Define("", "true"), Cancellation)).Name.ShouldContain("-");

        _world.Catalog.Find("yours")!.Id.ShouldBe(first.Id);
        _world.Catalog.Find(first.Id[..8])!.Name.ShouldBe("yours");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<string> AskAsync(string id, string name)
    {
        while (true)
        {
            var (exitCode, output) = await _world.ExecAsync(id, $"wget -q -O - http://{name}/ 2>/dev/null");
            if (exitCode == 0)
                return output.Trim();
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task<string?> TryGetAsync(HttpClient client, int port)
    {
        try
        {
            return Encoding.UTF8.GetString(await client.GetByteArrayAsync($"http://127.0.0.1:{port}/", Cancellation));
        }
        catch (HttpRequestException)
        {
            await Task.Delay(20, Cancellation);
            return null;
        }
    }
}
