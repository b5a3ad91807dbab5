// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class ForwardingTests : IDisposable
{
    private readonly ContainerWorld _world = new();

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    [Fact]
    public async Task A_published_port_reaches_into_the_container_and_the_hosts_own_stays_closed()
    {
        var container = await StartAsync("nc -ll -p 8080 -e /bin/cat");
        using var network = container.OpenNetwork();
        await WaitForPortAsync(network, 8080);
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(network, 8080), ForwardOptions.Default);

        (await TalkAsync(proxy.EndPoint, "hello")).ShouldBe("hello");

        using var direct = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Should.ThrowAsync<SocketException>(direct.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 8080), Cancellation).AsTask());
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_large_answer_arrives_whole_after_the_client_has_said_everything()
    {
        // What cat gets it gives back; wc -c speaks only after the client's end was passed on.
        var container = await StartAsync("nc -ll -p 8080 -e /bin/wc -c");
        using var network = container.OpenNetwork();
        await WaitForPortAsync(network, 8080);
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(network, 8080), ForwardOptions.Default);

        (await TalkAsync(proxy.EndPoint, new string('x', 5_000_000))).Trim().ShouldBe("5000000");

        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task Many_connections_at_once_do_not_mix()
    {
        var container = await StartAsync("nc -ll -p 8080 -e /bin/cat");
        using var network = container.OpenNetwork();
        await WaitForPortAsync(network, 8080);
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(network, 8080), new() { MaxConnections = 4 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => TalkAsync(proxy.EndPoint, $"client {i}")));

        answers.ShouldBe(Enumerable.Range(0, 30).Select(i => $"client {i}"));
        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_port_nobody_listens_on_ends_the_connection()
    {
        var container = await StartAsync("sleep 1000");
        using var network = container.OpenNetwork();
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(network, 8080), ForwardOptions.Default);

        (await TalkAsync(proxy.EndPoint, "")).ShouldBe("");

        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task New_connections_go_where_the_proxy_is_turned_to()
    {
        var (one, two) = (await StartAsync("nc -ll -p 80 -e /bin/echo one"), await StartAsync("nc -ll -p 80 -e /bin/echo two"));
        using var first = one.OpenNetwork();
        using var second = two.OpenNetwork();
        await WaitForPortAsync(first, 80);
        await WaitForPortAsync(second, 80);
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(first, 80), ForwardOptions.Default);
        (await TalkAsync(proxy.EndPoint, "")).ShouldBe("one\n");

        proxy.Target = new(second, 80);

        (await TalkAsync(proxy.EndPoint, "")).ShouldBe("two\n");
        await one.DeleteAsync(Cancellation);
        await two.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        var container = await StartAsync("sleep 1000");
        using var network = container.OpenNetwork();
        await using var first = PortProxy.Start(new(IPAddress.Loopback, 0), new(network, 80), ForwardOptions.Default);

        Should.Throw<IOException>(() => PortProxy.Start(first.EndPoint, new(network, 80), ForwardOptions.Default))
            .Message.ShouldBe($"Cannot listen on {first.EndPoint}: Address already in use. Choose another port, or end what uses it.");

        await container.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_link_lets_one_container_reach_one_port_of_another_by_name()
    {
        var server = await StartAsync("nc -ll -p 6379 -e /bin/echo from the server & nc -ll -p 6380 -e /bin/echo private");
        var client = await StartAsync("sleep 1000", new Dictionary<string, IPAddress> { ["redis"] = IPAddress.Parse("127.0.0.2") });
        using var from = client.OpenNetwork();
        using var to = server.OpenNetwork();
        await WaitForPortAsync(to, 6379);

        await using var link = await Link.StartAsync(from, new(IPAddress.Parse("127.0.0.2"), 6379), new(to, 6379), ForwardOptions.Default, Cancellation);

        (await ExecAsync(client, "nc redis 6379 </dev/null")).ShouldBe("from the server\n");
        (await ExecAsync(client, "nc redis 6380 </dev/null 2>/dev/null; nc 127.0.0.1 6379 </dev/null 2>/dev/null; echo nothing else")).ShouldBe("nothing else\n");
        await client.DeleteAsync(Cancellation);
        await server.DeleteAsync(Cancellation);
    }

    [Fact]
    public async Task A_container_without_a_network_of_its_own_has_none_to_open()
    {
        var runner = await _world.OpenAsync();
        var container = await runner.CreateAsync(_world.Spec("/bin/sleep", "1000"), _world.Root, Cancellation);

        Should.Throw<ExecutionException>(container.OpenNetwork).Message.ShouldContain("has no network of its own to reach into");
        await container.DeleteAsync(Cancellation);
    }

    public void Dispose() => _world.Dispose();

    private async Task<DetachedContainer> StartAsync(string script, IReadOnlyDictionary<string, IPAddress>? hosts = null)
    {
        var runner = await _world.OpenAsync();
        var spec = _world.Shell(script) with { Network = ContainerNetwork.Isolated, ExtraHosts = hosts ?? new Dictionary<string, IPAddress>() };
        var container = await runner.CreateAsync(spec, _world.Root, Cancellation);
        await container.StartAsync(Cancellation);
        return container;
    }

    private static async Task WaitForPortAsync(NetworkNamespace network, int port)
    {
        while (true)
        {
            try
            {
                using var socket = await new PortTarget(network, port).ConnectAsync(Cancellation);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, Cancellation);
            }
        }
    }

    private static async Task<string> TalkAsync(IPEndPoint endPoint, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endPoint, Cancellation);
        var stream = client.GetStream();
        var answer = new StreamReader(stream).ReadToEndAsync(Cancellation);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        client.Client.Shutdown(SocketShutdown.Send);
        return await answer;
    }

    private static async Task<string> ExecAsync(DetachedContainer container, string script)
    {
        var output = new MemoryStream();
        await container.ExecAsync(new() { Arguments = ["/bin/sh", "-c", script], Timeout = TimeSpan.FromSeconds(60) }, new() { Output = output }, Cancellation);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
