// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Slipway.EndToEnd.Tests;

/// <summary>Ports and health as the command line says them.</summary>
public sealed class PortTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync();

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task Ports_of_both_protocols_ranges_and_those_that_the_host_chooses_are_shown_and_lead_in()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "many", "-P", "--expose", "7000-7001", "--expose", "5353/udp", "-p", "[::1]::9000", "app:1")).ShouldSucceed();

        var ports = (await _slipway.RunAsync("port", "many")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(" -> ")).ToDictionary(static parts => parts[0], static parts => parts[1]);

        ports.Keys.Order().ShouldBe(["5353/udp", "7000/tcp", "7001/tcp", "8080/tcp", "9000/tcp"]);
        ports["9000/tcp"].ShouldStartWith("[::1]:");
        ports.Where(static port => port.Key != "9000/tcp").ShouldAllBe(static port => port.Value.StartsWith("127.0.0.1:", StringComparison.Ordinal) && !port.Value.EndsWith(":0", StringComparison.Ordinal));
        (await _slipway.RunAsync("ps", "--format", "{{.Ports}}")).Output.ShouldContain($"{ports["5353/udp"]}->5353/udp");
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Should.Throw<SocketException>(() => taken.Bind(IPEndPoint.Parse(ports["5353/udp"]))).SocketErrorCode.ShouldBe(SocketError.AddressAlreadyInUse);
    }

    [Theory]
    [InlineData("--health-http :x/ok", "'x' in ':x/ok' is no port")]
    [InlineData("--health-tcp 70000", "'70000'")]
    [InlineData("--health-http :8080/ --health-cmd true", "different checks")]
    [InlineData("--health-tcp 80 --network none", "nobody outside reaches")]
    [InlineData("--health-on-failure restart", "check that there isn't")]
    [InlineData("--health-cmd true --health-on-failure reboot", "'reboot' is not known")]
    [InlineData("--profile loose", "'loose' is not known")]
    public async Task What_cannot_be_meant_is_refused_by_name(string words, string part)
    {
        (await _slipway.RunAsync(["run", "-d", .. words.Split(' '), "app:1"])).ShouldRefuse(2, part);

        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_follows_its_name_to_what_is_made_in_its_place()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "db", "app:1")).ShouldSucceed();
        (await _slipway.RunAsync("run", "-d", "--name", "user", "--link", "db:store", "app:1", "sleep", "10000")).ShouldSucceed();
        (await GetAsync()).ShouldContain("hello");
        (await _slipway.RunAsync("rm", "-f", "db")).ShouldSucceed();
        (await _slipway.RunAsync("exec", "user", "nc", "-w", "2", "store", "8080")).Output.ShouldBeEmpty();

        (await _slipway.RunAsync("run", "-d", "--name", "db", "-u", "0", "app:1", "sh", "-c", "mkdir /n; echo another > /n/index.html; httpd -f -p 8080 -h /n")).ShouldSucceed();

        (await GetAsync()).ShouldContain("another");

        async Task<string> GetAsync()
        {
            while (true)
            {
                var answer = await _slipway.RunAsync("exec", "user", "sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 store 8080");
                if (answer.Output.Length > 0)
                    return answer.Output;
                await Task.Delay(20, Cancellation);
            }
        }
    }

    [Fact]
    public async Task The_unit_that_starts_the_agent_with_the_machine_can_be_seen_before()
    {
        var unit = (await _slipway.RunAsync("setup", "--service", "--dry-run")).ShouldSucceed().Output;

        foreach (var line in (string[])["KillMode=process", "Delegate=yes", "Restart=always", $"Environment=SLIPWAY_HOME={_slipway.Home}", "WantedBy=multi-user.target"])
            unit.Split('\n').ShouldContain(line);
        unit.ShouldMatch("(?m)^ExecStart=/.*slipway.* agent$");
        if (!Directory.Exists("/run/systemd/system"))
            (await _slipway.RunAsync("setup", "--service")).ShouldRefuse(3, "isn't run by systemd", "agent");
    }
}
