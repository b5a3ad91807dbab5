// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Slipway.Native;

namespace Slipway.Containers.Tests;

/// <summary>What a published port does to connections, with both sides in this process: a network of our own takes no container.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private readonly ContainerWorld _world = new();
    private NetworkNamespace _network = null!;
    private Socket _server = null!;
    private PortProxy _proxy = null!;

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _network = NetworkNamespace.Create(_world["netns"]);
        _server = await _network.ListenAsync(new(IPAddress.Loopback, 7000), Cancellation);
        _proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(_network, 7000), ForwardOptions.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
        _network.Dispose();
        NetworkNamespace.Delete(_world["netns"]);
        _world.Dispose();
    }

    [Fact]
    public async Task Every_byte_arrives_in_both_directions_at_once()
    {
        var (client, server) = await ConnectAsync();
        var (up, down) = (RandomNumberGenerator.GetBytes(20_000_003), RandomNumberGenerator.GetBytes(15_000_001));

        var all = await Task.WhenAll(SendAsync(client, up), SendAsync(server, down), ReceiveAsync(server), ReceiveAsync(client));

        all[2].ShouldBe(up);
        all[3].ShouldBe(down);
        await UntilIdleAsync();
    }

    [Fact]
    public async Task An_end_in_one_direction_is_passed_on_and_the_other_stays_open()
    {
        var (client, server) = await ConnectAsync();

        client.Shutdown(SocketShutdown.Send);
        (await ReceiveAsync(server)).ShouldBeEmpty();
        await SendAsync(server, [1, 2, 3]);

        (await ReceiveAsync(client)).ShouldBe([1, 2, 3]);
        await UntilIdleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_is_passed_on_as_a_reset_and_never_as_an_end(bool byClient)
    {
        var (client, server) = await ConnectAsync();
        var (breaks, hears) = byClient ? (client, server) : (server, client);
        await breaks.SendAsync(new byte[] { 1 }, Cancellation);
        (await hears.ReceiveAsync(new byte[10], Cancellation)).ShouldBe(1);

        breaks.LingerState = new(true, 0);
        breaks.Dispose();

        (await Should.ThrowAsync<SocketException>(() => hears.ReceiveAsync(new byte[10], Cancellation).AsTask())).SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        await UntilIdleAsync();
    }

    [Fact]
    public async Task Who_does_not_read_holds_up_who_writes_and_loses_nothing()
    {
        var (client, server) = await ConnectAsync();
        client.Blocking = false;
        var sent = 0L;
        // Until nothing more is taken for a while: every buffer on the way is full by then, and each has an end.
        for (var refused = 0; refused < 50;)
        {
            var count = client.Send(new byte[65536], SocketFlags.None, out var problem);
            sent += problem == SocketError.Success ? count : 0;
            refused = problem == SocketError.Success ? 0 : refused + 1;
            if (problem != SocketError.Success)
                await Task.Delay(5, Cancellation);
            sent.ShouldBeLessThan(100_000_000);
        }

        client.Shutdown(SocketShutdown.Send);

        (await ReceiveAsync(server)).LongLength.ShouldBe(sent);
    }

    [Fact]
    public async Task Stopping_ends_open_connections()
    {
        var (client, _) = await ConnectAsync();

        await _proxy.DisposeAsync();
        _proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(_network, 7000), ForwardOptions.Default);

        await Should.ThrowAsync<SocketException>(async () => (await client.ReceiveAsync(new byte[1], Cancellation)).ShouldBe(0, "an end would look as if all had been said"));
    }

    [Fact]
    public async Task No_descriptor_is_left_of_connections_that_are_over()
    {
        await TalkAsync();
        await UntilIdleAsync();
        var before = Directory.GetFiles("/proc/self/fd").Length;

        for (var i = 0; i < 50; i++)
            await TalkAsync();
        await UntilIdleAsync();

        while (Directory.GetFiles("/proc/self/fd").Length > before + 10)
            await Task.Delay(10, Cancellation);

        async Task TalkAsync()
        {
            var (client, server) = await ConnectAsync();
            await Task.WhenAll(SendAsync(client, [1]), SendAsync(server, [2]), ReceiveAsync(client), ReceiveAsync(server));
            client.Dispose();
            server.Dispose();
        }
    }

    [Fact]
    public async Task A_port_of_ipv6_listens_there_alone()
    {
        await using var proxy = PortProxy.Start(new(IPAddress.IPv6Loopback, 0), new(_network, 7000), ForwardOptions.Default);
        using var client = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);

        await client.ConnectAsync(proxy.EndPoint, Cancellation);
        using var server = await _server.AcceptAsync(Cancellation);
        await SendAsync(client, [7]);

        (await ReceiveAsync(server)).ShouldBe([7]);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Should.ThrowAsync<SocketException>(other.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.EndPoint.Port), Cancellation).AsTask());
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_proxy.EndPoint, Cancellation);
        return (client, await _server.AcceptAsync(Cancellation));
    }

    private async Task UntilIdleAsync()
    {
        while (_proxy.ActiveConnections > 0)
            await Task.Delay(5, Cancellation);
    }

    private static async Task<byte[]> SendAsync(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), Cancellation);
        socket.Shutdown(SocketShutdown.Send);
        return bytes;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var all = new MemoryStream();
        var buffer = new byte[100_000];
        while (await socket.ReceiveAsync(buffer, Cancellation) is > 0 and var count)
            all.Write(buffer.AsSpan(0, count));
        return all.ToArray();
    }
}
