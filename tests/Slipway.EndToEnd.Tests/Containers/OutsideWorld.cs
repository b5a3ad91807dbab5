// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// A host and a world around it, each a network namespace of this machine: the host has one way, to the world, which is at public addresses, at private ones and at that of a
/// cloud's metadata, and answers HTTP at each. What the program does to its host's network happens in there; this machine's own stays as it is.
/// </summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    public const string Public = "203.0.113.80", Private = "10.9.9.9", OtherPrivate = "192.168.77.7", Metadata = "169.254.169.254", NameServer = "10.255.0.53", Host = "203.0.113.2";

    private readonly TempFolder _folder = new();
    private readonly List<Process> _servers = [];
    private Process? _holder;

    private OutsideWorld()
    {
    }

    /// <summary>What runs a program on the host, which has mounts of its own too.</summary>
    public IReadOnlyList<string> OnHost => ["nsenter", "--target", $"{_holder!.Id}", "--mount", "--net", "--"];

    public static async Task<OutsideWorld> CreateAsync(string resolver = $"nameserver {NameServer}\n")
    {
        Needs.Root();
        foreach (var tool in (string[])["ip", "nsenter", "unshare", "busybox"])
            Needs.Tool(tool);
        var world = new OutsideWorld();
        world._folder.Write("resolv.conf", resolver);
        world._folder.Write("www/index.html", "the world");
        foreach (var name in (string[])["host", "world"])
            NetworkNamespace.Create(world._folder[name]).Dispose();
        await world.RunAsync("host", "ip link add out type veth peer name in");
        await world.RunAsync("host", $"ip link set in netns {world._folder["world"]}");
        await world.RunAsync("host", $"ip addr add {Host}/24 dev out && ip link set out up && ip route add default via 203.0.113.1");
        await world.RunAsync("world", "ip addr add 203.0.113.1/24 dev in && ip link set in up");
        foreach (var address in (string[])[Public, Private, OtherPrivate, Metadata, NameServer])
            await world.RunAsync("world", $"ip addr add {address}/32 dev lo");
        world._holder = world.Serve("host", "unshare", "--mount", "--propagation", "private", "--", "sh", "-c", $"mount --bind {world._folder["resolv.conf"]} /etc/resolv.conf && echo ready && exec sleep 100000");
        await world._holder.StandardOutput.ReadLineAsync();
        await world.RunAsync("host", "sysctl -q -w net.ipv4.ip_forward=0");
        world.Serve("world", "busybox", "httpd", "-f", "-p", "80", "-h", world._folder["www"]);
        world.Serve("world", "busybox", "nc", "-ll", "-p", "53", "-e", "/bin/echo", "a name server");
        world.Serve("host", "busybox", "httpd", "-f", "-p", "80", "-h", world._folder["www"]);
        return world;
    }

    /// <summary>Runs a shell command on the host or in the world; it must succeed.</summary>
    public async Task<string> RunAsync(string place, string script)
    {
        var answer = await new Command("nsenter", [$"--net={_folder[place]}", "--", "sh", "-c", script]).RunAsync(TestContext.Current.CancellationToken);
        return answer.EnsureSuccess().OutputText;
    }

    /// <summary>Takes a program away from the host.</summary>
    public async Task HideAsync(string program) =>
        (await new Command("nsenter", [.. OnHost.Skip(1), "mount", "--bind", "/dev/null", Command.Find(program)!]).RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess();

    /// <summary>All packet filters of this machine, not of the host in here.</summary>
    public static async Task<string> ReadOwnFiltersAsync()
    {
        var texts = new List<string>();
        foreach (var (program, arguments) in ((string, string[])[])[("nft", ["list", "ruleset"]), ("iptables-save", [])])
        {
            if (Command.Find(program) is not null)
                texts.Add((await new Command(program, arguments).RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess().OutputText);
        }
        return string.Join('\n', texts);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }
        foreach (var name in (string[])["host", "world"])
            NetworkNamespace.Delete(_folder[name]);
        _folder.Dispose();
    }

    private Process Serve(string place, params string[] command)
    {
        var server = Process.Start(new ProcessStartInfo("nsenter", [$"--net={_folder[place]}", "--", .. command]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _servers.Add(server);
        return server;
    }
}
