// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Containers with a way out, on a host and in a world that are made for the test.</summary>
public sealed class EgressTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();
    private OutsideWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // What this home's cables begin with, and its rules speak of.
    private string Cables => $"sw{Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(_slipway.Home)).Hex[..6]}";

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.CreateAsync();
        _slipway.Wrapper = _world.OnHost;
        await _slipway.MakeAppAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _slipway.DisposeAsync();
        await _world.DisposeAsync();
        // Whatever happened in there, this machine's own rules have nothing of it; what others have there is theirs.
        (await OutsideWorld.ReadOwnFiltersAsync()).ShouldNotContain(Cables, Case.Insensitive);
    }

    [Theory]
    [InlineData("nft")]
    [InlineData("iptables")]
    public async Task A_container_with_a_way_out_reaches_the_world_and_nobody_near_and_leaves_nothing(string program)
    {
        Needs.Tool(program);
        await LetOnlyAsync(program);
        await _world.RunAsync("host", "iptables -N THEIRS && iptables -A THEIRS -s 1.2.3.4 -j DROP && iptables -A INPUT -j THEIRS");
        var before = await RulesAsync();
        (await _slipway.RunAsync("run", "-d", "--name", "web", "--network", "egress", "app:1", "sleep", "10000")).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "neighbour", "--network", "egress", "app:1", "httpd", "-f", "-p", "8080", "-h", "/www")).ShouldSucceed();
        var neighbour = (await InAsync("neighbour", "ip -4 -o addr show eth0 | sed 's/.*inet //; s,/.*,,'")).Trim();

        (await GetAsync("web", OutsideWorld.Public)).ShouldBe("the world");
        (await InAsync("web", "cat /etc/resolv.conf")).ShouldBe($"nameserver {OutsideWorld.NameServer}\n");
        (await InAsync("web", $"nc -w 5 {OutsideWorld.NameServer} 53 </dev/null")).ShouldBe("a name server\n");
        var gateway = (await InAsync("web", "ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p'")).Trim();
        foreach (var closed in (string[])[OutsideWorld.Private, OutsideWorld.OtherPrivate, OutsideWorld.Metadata, OutsideWorld.NameServer, OutsideWorld.Host, gateway, $"{neighbour} 8080"])
            (await GetAsync("web", closed)).ShouldBe("", closed);
        (await InAsync("web", "ip -6 addr show dev eth0; cat /proc/net/if_inet6 | grep -c eth0")).Trim().ShouldBe("0");
        (await _world.RunAsync("host", "cat /proc/sys/net/ipv4/ip_forward")).Trim().ShouldBe("1");
        (await _world.RunAsync("host", "iptables-save; nft list ruleset")).ShouldContain(Cables);
        File.ReadAllText(AgentLauncher.LogPath(new(_slipway.Home))).ShouldContain("forwards packets from now on");

        (await _slipway.RunAsync("rm", "-f", "web")).ShouldSucceed();
        (await RulesAsync()).ShouldNotBe(before);
        (await _slipway.RunAsync("rm", "-f", "neighbour")).ShouldSucceed();

        (await RulesAsync()).ShouldBe(before);
        (await _world.RunAsync("host", "ip -o link")).ShouldNotContain("sw");
        Directory.GetFiles(Path.Combine(_slipway.Home, "run/egress")).ShouldBeEmpty();
    }

    // Rules that stay away end it, and not whoever waits for all tests.
    [Fact(Timeout = 120_000)]
    public async Task Rules_that_vanish_are_set_again_and_others_stay_away()
    {
        Needs.Tool("nft");
        (await _slipway.RunAsync("run", "-d", "--name", "web", "--network", "egress", "app:1", "sleep", "10000")).ShouldSucceed();
        var table = await _world.RunAsync("host", "nft list ruleset");

        await _world.RunAsync("host", "nft flush ruleset");
        while (await _world.RunAsync("host", "nft list ruleset") != table)
            await Task.Delay(50, Cancellation);

        (await GetAsync("web", OutsideWorld.Public)).ShouldBe("the world");
        (await GetAsync("web", OutsideWorld.Metadata)).ShouldBe("");
    }

    [Fact]
    public async Task A_killed_agents_way_out_goes_on_and_the_next_agent_takes_back_what_is_over()
    {
        Needs.Tool("nft");
        (await _slipway.RunAsync("run", "-d", "--name", "lives", "--network", "egress", "app:1", "sleep", "10000")).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "dies", "--network", "egress", "app:1", "sleep", "10000")).ShouldSucceed();
        var pid = int.Parse((await _slipway.RunAsync("inspect", "-f", "{{.State.Pid}}", "dies")).Output, System.Globalization.CultureInfo.InvariantCulture);
        using var agent = new AgentClient(new SlipwayHome(_slipway.Home));
        // No agent sees the program end.
        foreach (var killed in new[] { ProcessIdentity.Find((await agent.GetHealthAsync(Cancellation)).Pid)!, ProcessIdentity.Find(pid)! })
        {
            killed.Kill(Signal.Kill);
            while (killed.IsAlive)
                await Task.Delay(10, Cancellation);
        }

        (await _slipway.RunAsync("create", "--name", "next", "app:1")).ShouldSucceed();

        Directory.GetFiles(Path.Combine(_slipway.Home, "run/egress")).Length.ShouldBe(1);
        (await _world.RunAsync("host", "ip -o link | grep -c ' sw'")).Trim().ShouldBe("1");
        (await _slipway.RunAsync("ps", "--format", "{{.Names}}")).Output.ShouldBe("lives\n");
        (await GetAsync("lives", OutsideWorld.Public)).ShouldBe("the world");
    }

    [Theory]
    [InlineData("nameserver 127.0.0.53\n", null, "--dns 9.9.9.9")]
    [InlineData("nameserver 10.255.0.53\n", "203.0.0.0/16", "SLIPWAY_EGRESS_POOL")]
    public async Task A_host_that_cannot_do_it_refuses_by_name_and_nothing_is_left(string resolver, string? pool, string remedy)
    {
        await _world.DisposeAsync();
        _world = await OutsideWorld.CreateAsync(resolver);
        _slipway.Wrapper = _world.OnHost;
        if (pool is not null)
            _slipway.Variables["SLIPWAY_EGRESS_POOL"] = pool;

        (await _slipway.RunAsync("run", "-d", "--rm", "--network", "egress", "app:1", "sleep", "10000")).ShouldRefuse(125, remedy);

        (await _world.RunAsync("host", "ip -o link")).ShouldNotContain(" sw");
        (await RulesAsync()).ShouldNotContain("slipway", Case.Insensitive);
        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_without_a_packet_filter_refuses_by_name()
    {
        await LetOnlyAsync("none");

        (await _slipway.RunAsync("run", "-d", "--rm", "--network", "egress", "app:1", "sleep", "10000")).ShouldRefuse(125, "neither nft nor iptables", "apt-get install nftables");
    }

    [Fact]
    public async Task Name_servers_that_are_named_are_asked_and_others_of_the_hosts_are_not()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "web", "--network", "egress", "--dns", OutsideWorld.Public, "app:1", "sleep", "10000")).ShouldSucceed();

        (await InAsync("web", "cat /etc/resolv.conf")).ShouldBe($"nameserver {OutsideWorld.Public}\n");
        (await InAsync("web", $"nc -w 5 {OutsideWorld.NameServer} 53 </dev/null 2>/dev/null; echo $?")).ShouldBe("1\n");
    }

    // What is answered behind the header; "" where nobody answers. The address may have a port behind a blank.
    private async Task<string> GetAsync(string container, string address) =>
        (await InAsync(container, $"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 {(address.Contains(' ', StringComparison.Ordinal) ? address : $"{address} 80")} 2>/dev/null")).Split("\r\n\r\n", 2) is [_, var body] ? body : "";

    private async Task<string> InAsync(string container, string script) => (await _slipway.RunAsync("exec", "-u", "0", container, "sh", "-c", script)).Output;

    private async Task LetOnlyAsync(string program)
    {
        foreach (var other in ((string[])["nft", "iptables"]).Where(each => each != program && Command.Find(each) is not null))
            await _world.HideAsync(other);
    }

    // The rules of all, and the tables beside iptables' own, which it makes when it is first asked for one.
    private Task<string> RulesAsync() => _world.RunAsync("host", "iptables-save | grep '^-A'; nft list tables | grep -vE ' ip (filter|nat)$' || true");
}
