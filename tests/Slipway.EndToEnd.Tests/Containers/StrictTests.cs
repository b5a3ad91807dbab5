// SPDX-License-Identifier: Apache-2.0

namespace Slipway.EndToEnd.Tests;

/// <summary>The strict profile, read from inside, and asked for what it doesn't give.</summary>
public sealed class StrictTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync();

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task A_program_that_is_trusted_with_nothing_has_nothing()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "shut", "--profile", "strict", "app:1", "sleep", "10000")).ShouldSucceed();

        var status = await InAsync("cat /proc/1/status");
        foreach (var line in (string[])["Uid:\t1000\t1000\t1000\t1000", "CapInh:\t0000000000000000", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "CapAmb:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"])
            status.ShouldContain(line);
        (await InAsync("touch /x 2>&1; touch /etc/x 2>&1; touch /www/x 2>&1")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(static line => line.Contains("Read-only file system", StringComparison.Ordinal));
        (await InAsync("for f in /tmp /run /var/tmp; do echo in > $f/x && cat $f/x; stat -c %a $f; done")).ShouldBe("in\n1777\nin\n1777\nin\n1777\n");
        (await InAsync("cat /proc/net/route | wc -l; ls /sys/class/net")).ShouldBe("1\nlo\n");
        (await InAsync("cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/memory.max")).ShouldBe("256\n536870912\n");
    }

    [Fact]
    public async Task Nobody_is_found_by_who_looks_around()
    {
        (await _slipway.RunAsync("run", "-d", "--name", "neighbour", "-p", "0.0.0.0:0:8080", "app:1")).ShouldSucceed();
        var published = (await _slipway.RunAsync("port", "neighbour", "8080")).Output.Trim().Split(':')[^1];
        (await _slipway.RunAsync("run", "-d", "--name", "shut", "--profile", "strict", "app:1", "sleep", "10000")).ShouldSucceed();
        var near = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(static each => each.GetIPProperties().UnicastAddresses)
            .Select(static each => each.Address).Where(static each => each.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork).Select(static each => each.ToString());

        // Its own loopback, that of links, the host by all its addresses, a cloud's metadata, Docker's gateway, a name server, the Internet.
        foreach (var address in near.Concat(["127.0.0.1", "127.0.0.2", "127.0.0.53", "127.77.0.1", "127.78.0.1", "127.255.255.254", "169.254.169.254", "172.17.0.1", "10.213.0.1", "192.168.0.1", "9.9.9.9"]).Distinct())
        {
            foreach (var port in (string[])[published, "8080", "80", "53", "22"])
                (await InAsync($"nc -w 2 {address} {port} </dev/null 2>&1 >/dev/null")).ShouldMatch("refused|unreachable", $"{address}:{port}");
        }
        (await InAsync("mount -t tmpfs x /tmp 2>&1; chroot / true 2>&1; ip link add x type dummy 2>&1; mknod /tmp/d b 8 0 2>&1; kill -9 1 2>&1; su -c id 2>&1; echo end")).ShouldNotContain("uid=0");
        (await _slipway.RunAsync("ps", "-q", "--filter", "name=shut")).Output.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("-u 0", "would run as root", 125)]
    [InlineData("-u root", "would run as root", 125)]
    [InlineData("-u toor", "would run as root", 125)]
    [InlineData("--cap-add NET_RAW --cap-drop ALL --cap-add SYS_ADMIN", "--cap-add", 2)]
    [InlineData("--privileged", "--privileged", 2)]
    [InlineData("--security-opt seccomp=unconfined", "--security-opt seccomp", 2)]
    [InlineData("--security-opt systempaths=unconfined", "systempaths", 2)]
    [InlineData("--device /dev/fuse", "--device", 2)]
    [InlineData("--pid host", "namespace of the host", 2)]
    [InlineData("--network host", "--network", 2)]
    [InlineData("--network egress", "--network", 2)]
    public async Task What_gives_back_what_the_profile_takes_is_refused(string words, string part, int exitCode)
    {
        (await _slipway.RunAsync(["run", "-d", "--rm", "--profile", "strict", .. words.Split(' '), "app:1", "sleep", "10000"])).ShouldRefuse(exitCode, part);

        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    private async Task<string> InAsync(string script) => (await _slipway.RunAsync("exec", "shut", "sh", "-c", script)).Output;
}
