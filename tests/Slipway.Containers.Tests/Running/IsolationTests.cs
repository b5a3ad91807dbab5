// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class IsolationTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    [Fact]
    public async Task Root_has_dockers_capabilities_and_a_system_call_filter()
    {
        var status = await ReadStatusAsync(_world.Spec("/bin/cat", "/proc/self/status"));

        // chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod audit_write setfcap
        status["CapEff"].ShouldBe("00000000a80425fb");
        status["CapPrm"].ShouldBe("00000000a80425fb");
        status["CapBnd"].ShouldBe("00000000a80425fb");
        status["CapInh"].ShouldBe("0000000000000000");
        status["CapAmb"].ShouldBe("0000000000000000");
        status["NoNewPrivs"].ShouldBe("0");
        status["Seccomp"].ShouldBe("2");
        status["SigIgn"].ShouldBe("0000000000000000");
    }

    [Fact]
    public async Task Another_user_has_none_of_them()
    {
        var status = await ReadStatusAsync(_world.Spec("/bin/cat", "/proc/self/status") with { User = "app" });

        status["CapEff"].ShouldBe("0000000000000000");
        status["CapPrm"].ShouldBe("0000000000000000");
        status["CapBnd"].ShouldBe("00000000a80425fb");
    }

    [Fact]
    public async Task Without_capabilities_and_new_privileges_there_are_none()
    {
        var status = await ReadStatusAsync(_world.Spec("/bin/cat", "/proc/self/status") with { Capabilities = CapabilitySet.None, NoNewPrivileges = true });

        status["CapEff"].ShouldBe("0000000000000000");
        status["CapBnd"].ShouldBe("0000000000000000");
        status["NoNewPrivs"].ShouldBe("1");
    }

    [Fact]
    public async Task Capabilities_can_be_added_and_taken()
    {
        var set = CapabilitySet.DockerDefault.With("sys_ptrace").Without("CAP_CHOWN");

        var status = await ReadStatusAsync(_world.Spec("/bin/cat", "/proc/self/status") with { Capabilities = set });

        ulong.Parse(status["CapEff"], NumberStyles.HexNumber).ShouldBe((0xa80425fbul | (1ul << 19)) & ~1ul);
    }

    [Fact]
    public async Task Refused_system_calls_say_not_permitted()
    {
        var (exit, _, error) = await _world.RunAsync(_world.Shell("unshare -m true; mount -t tmpfs x /tmp 2>&1 >&2"));

        exit.ExitCode.ShouldNotBe(0);
        error.ShouldContain("Operation not permitted");
    }

    [Fact]
    public async Task Unconfined_means_without_a_filter() =>
        (await ReadStatusAsync(_world.Spec("/bin/cat", "/proc/self/status") with { Seccomp = SeccompFilter.Unconfined }))["Seccomp"].ShouldBe("0");

    [Fact]
    public async Task The_hosts_secrets_in_proc_and_sys_are_masked()
    {
        var (_, output, _) = await _world.RunAsync(_world.Shell(
            "cat /proc/kcore | wc -c; cat /proc/timer_list | wc -c; ls /sys/firmware | wc -l; ls /proc/scsi | wc -l; "
            + "echo x > /proc/sys/kernel/panic || echo readonly; echo b > /proc/sysrq-trigger || echo readonly; mkdir /sys/x || echo readonly"));

        output.ShouldBe("0\n0\n0\n0\nreadonly\nreadonly\nreadonly\n");
    }

    [Fact]
    public async Task Devices_are_dockers()
    {
        var (_, output, _) = await _world.RunAsync(_world.Shell("ls /dev | grep -v core | tr '\\n' ' '; mknod /disk b 8 0; cat /disk >/dev/null 2>&1 || echo refused"));

        output.ShouldBe("fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero refused\n");
    }

    [Fact]
    public async Task Without_a_network_there_is_only_loopback()
    {
        var (_, output, _) = await _world.RunAsync(_world.Shell("ls /sys/class/net; ping -c1 -w1 127.0.0.1 >/dev/null && echo up; cat /proc/net/route | wc -l"));

        output.ShouldBe("lo\nup\n1\n");
    }

    [Fact]
    public async Task In_the_hosts_network_its_services_are_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var greeting = GreetAsync(listener);

        (await _world.RunAsync(_world.Shell($"nc 127.0.0.1 {port} </dev/null") with { Network = ContainerNetwork.Host })).Exit.ExitCode.ShouldBe(0);
        (await _world.RunAsync(_world.Shell($"nc 127.0.0.1 {port} </dev/null"))).Exit.ExitCode.ShouldBe(1);
        await greeting;
    }

    [Fact]
    public async Task A_joined_network_is_shared()
    {
        var path = _world["net"];
        using var network = NetworkNamespace.Create(path);
        using var listener = await network.ListenAsync(new(IPAddress.Loopback, 0), ContainerWorld.Cancellation);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        var run = _world.RunAsync(_world.Shell($"nc 127.0.0.1 {port} </dev/null") with { Network = ContainerNetwork.Join(path) });
        using var accepted = await listener.AcceptAsync(ContainerWorld.Cancellation);
        accepted.Shutdown(SocketShutdown.Both);

        (await run).Exit.ExitCode.ShouldBe(0);
        NetworkNamespace.Delete(path);
    }

    [Fact]
    public async Task A_user_may_listen_on_port_80() =>
        (await _world.RunAsync(_world.Shell("nc -l -p 80 -w 1 & sleep 0.3; kill $! && echo listened") with { User = "app" })).Output.ShouldBe("listened\n");

    [Fact]
    public async Task A_read_only_root_takes_nothing_but_mounts_do()
    {
        var spec = _world.Shell("touch /x || echo refused; touch /etc/hosts || echo refused; touch /tmp/x && echo taken") with
        {
            ReadOnlyRoot = true,
            Mounts = [new ContainerMount.Tmpfs("/tmp")],
        };

        (await _world.RunAsync(spec)).Output.ShouldBe("refused\nrefused\ntaken\n");
    }

    [Fact]
    public async Task Out_of_memory_is_told_from_a_kill()
    {
        var limited = _world.Shell("tail /dev/zero") with { Resources = new() { MemoryBytes = 16 * 1024 * 1024 } };
        var killed = _world.Shell("sh -c 'kill -9 $$'; exit $?") with { Resources = new() { MemoryBytes = 16 * 1024 * 1024 } };

        var (outOfMemory, _, _) = await _world.RunAsync(limited);
        var (kill, _, _) = await _world.RunAsync(killed);

        outOfMemory.ShouldSatisfyAllConditions(exit => exit.ExitCode.ShouldBe(137), exit => exit.IsOutOfMemory.ShouldBeTrue());
        kill.ShouldSatisfyAllConditions(exit => exit.ExitCode.ShouldBe(137), exit => exit.IsOutOfMemory.ShouldBeFalse());
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_number_of_processes_can_be_limited()
    {
        // The runtime's own threads count until it becomes the program: a limit below them would end it first.
        var (_, output, _) = await _world.RunAsync(_world.Shell("for i in $(seq 60); do sleep 5 & done 2>&1; true")
            with { Resources = new() { Pids = 30, Cpus = 0.5 } });

        output.ShouldContain("can't fork");
    }

    [Fact]
    public async Task Limits_beyond_our_own_are_clamped()
    {
        var spec = _world.Shell("ulimit -n; ulimit -c") with { ProcessLimits = [ProcessLimit.DefaultOpenFiles, new("RLIMIT_CORE", 0, 0)] };

        var (exit, output, _) = await _world.RunAsync(spec);

        exit.ExitCode.ShouldBe(0);
        output.ShouldEndWith("\n0\n");
    }

    public void Dispose() => _world.Dispose();

    private static async Task GreetAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(ContainerWorld.Cancellation);
        await client.GetStream().WriteAsync("hello"u8.ToArray(), ContainerWorld.Cancellation);
    }

    private async Task<Dictionary<string, string>> ReadStatusAsync(ContainerSpec spec) => (await _world.RunAsync(spec)).Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
}
