// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Native;

namespace Slipway.Containers.Tests;

/// <summary>What a published port of UDP does, with both sides in this process.</summary>
public sealed class DatagramTests : IAsyncLifetime
{
    private readonly ContainerWorld _world = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<int> _senders = [];
    private NetworkNamespace _network = null!;
    private Socket _server = null!;
    private Task _echoing = Task.CompletedTask;

    private static CancellationToken Cancellation => ContainerWorld.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _network = NetworkNamespace.Create(_world["netns"]);
        _server = await _network.BindDatagramAsync(new(IPAddress.Loopback, 5353), Cancellation);
        _echoing = EchoAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _echoing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
        _network.Dispose();
        NetworkNamespace.Delete(_world["netns"]);
        _world.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task Each_sender_gets_its_own_answers()
    {
        await using var proxy = Start(ForwardOptions.Default);
        var clients = Enumerable.Range(0, 20).Select(_ => Connect(proxy)).ToList();

        var answers = await Task.WhenAll(clients.Select((client, number) => AskAsync(client, $"client {number}")));
        answers.ShouldBe(Enumerable.Range(0, 20).Select(number => $"client {number}"));

        (await AskAsync(clients[3], "again")).ShouldBe("again");
        _senders.Distinct().Count().ShouldBe(20);
        proxy.ActiveConnections.ShouldBe(20);
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task A_datagram_of_any_size_stays_one()
    {
        await using var proxy = Start(ForwardOptions.Default);
        using var client = Connect(proxy);

        foreach (var size in (int[])[1, 1500, 60_000])
            (await AskAsync(client, new string('x', size))).Length.ShouldBe(size);
    }

    [Fact]
    public async Task There_are_never_more_conversations_than_there_may_be_and_who_was_silent_longest_makes_room()
    {
        await using var proxy = Start(new() { MaxConnections = 3 });
        var clients = Enumerable.Range(0, 5).Select(_ => Connect(proxy)).ToList();

        foreach (var client in clients)
        {
            await AskAsync(client, "hello");
            await Task.Delay(20, Cancellation);
        }

        proxy.ActiveConnections.ShouldBe(3);
        var known = _senders.ToList();
        await AskAsync(clients[4], "still known");
        _senders[^1].ShouldBe(known[4]);
        (await AskAsync(clients[0], "known anew")).ShouldBe("known anew");
        proxy.ActiveConnections.ShouldBe(3);
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task Who_says_nothing_for_long_is_forgotten_and_may_come_again()
    {
        await using var proxy = Start(new() { IdleDatagrams = TimeSpan.FromMilliseconds(200) });
        using var client = Connect(proxy);
        await AskAsync(client, "hello");

        while (proxy.ActiveConnections > 0)
            await Task.Delay(10, Cancellation);

        (await AskAsync(client, "again")).ShouldBe("again");
    }

    [Fact]
    public async Task Nobody_listening_is_no_reason_to_stop_listening()
    {
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), new(_network, 9999, PortProtocol.Udp), ForwardOptions.Default);
        using var client = Connect(proxy);
        for (var i = 0; i < 3; i++)
            await client.SendAsync("lost"u8.ToArray(), Cancellation);
        proxy.Target = new(_network, 5353, PortProtocol.Udp);

        (await AskAsync(client, "found")).ShouldBe("found");
    }

    [Fact]
    public async Task What_is_said_while_the_target_changes_keeps_nobody_at_the_old_one()
    {
        PortTarget nobody = new(_network, 9999, PortProtocol.Udp), server = new(_network, 5353, PortProtocol.Udp);
        await using var proxy = PortProxy.Start(new(IPAddress.Loopback, 0), nobody, ForwardOptions.Default);
        using var client = Connect(proxy);

        for (var round = 0; round < 1000; round++)
        {
            proxy.Target = nobody;
            await client.SendAsync("lost"u8.ToArray(), Cancellation);
            // Rounds differ in how far the way inside has come when it leads elsewhere.
            for (var spin = 0; spin < round % 20; spin++)
                Thread.SpinWait(500);
            proxy.Target = server;
            (await AskAsync(client, $"round {round}")).ShouldBe($"round {round}");
        }
    }

    private PortProxy Start(ForwardOptions options) => PortProxy.Start(new(IPAddress.Loopback, 0), new(_network, 5353, PortProtocol.Udp), options);

    private static Socket Connect(PortProxy proxy)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        client.Connect(proxy.EndPoint);
        return client;
    }

    // A datagram may get lost while nobody listens: asked again, it is answered. Who is asked often enough and says nothing never will.
    private static async Task<string> AskAsync(Socket client, string text)
    {
        var buffer = new byte[65_535];
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), Cancellation);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                // What was asked twice is answered twice: the second answer is another question's.
                while (Encoding.UTF8.GetString(buffer, 0, await client.ReceiveAsync(buffer, patience.Token)) != text)
                    continue;
                return text;
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                // Once more.
            }
        }
        throw new TimeoutException($"'{text}' was said ten times, and no answer came");
    }

    private async Task EchoAsync()
    {
        var buffer = new byte[65_535];
        while (true)
        {
            var said = await _server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
            _senders.Add(((IPEndPoint)said.RemoteEndPoint).Port);
            await _server.SendToAsync(buffer.AsMemory(0, said.ReceivedBytes), said.RemoteEndPoint, _stopping.Token);
        }
    }
}
