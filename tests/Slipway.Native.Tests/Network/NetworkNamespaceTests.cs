// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class NetworkNamespaceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public NetworkNamespaceTests()
    {
        Needs.Root();
        _path = Path.Combine(_folder.Path, "net");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_listens_inside_is_reached_from_inside_and_not_from_the_host()
    {
        using var network = NetworkNamespace.Create(_path);
        using var listener = await network.ListenAsync(new(IPAddress.Parse("127.0.0.7"), 0), Cancellation);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;

        var accept = listener.AcceptAsync(Cancellation).AsTask();
        using var client = await network.ConnectAsync(endPoint, Cancellation);
        using var server = await accept;
        await client.SendAsync("hello"u8.ToArray(), Cancellation);
        var buffer = new byte[10];
        var count = await server.ReceiveAsync(buffer, Cancellation);

        buffer[..count].ShouldBe("hello"u8.ToArray());
        using var outside = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        (await Should.ThrowAsync<SocketException>(outside.ConnectAsync(endPoint, Cancellation).AsTask())).SocketErrorCode
            .ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task A_namespace_can_be_opened_again_by_its_file()
    {
        using var first = NetworkNamespace.Create(_path);
        using var listener = await first.ListenAsync(new(IPAddress.Loopback, 0), Cancellation);
        using var second = NetworkNamespace.Open(_path);

        using var client = await second.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, Cancellation);

        client.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task Only_loopback_addresses_are_taken()
    {
        using var network = NetworkNamespace.Create(_path);

        await Should.ThrowAsync<ArgumentException>(network.ConnectAsync(new(IPAddress.Parse("10.0.0.1"), 80), Cancellation));
    }

    [Fact]
    public void A_deleted_namespace_leaves_no_mount_and_no_file()
    {
        NetworkNamespace.Create(_path).Dispose();

        NetworkNamespace.Delete(_path);

        MountTable.Below(_folder.Path).ShouldBeEmpty();
        File.Exists(_path).ShouldBeFalse();
    }

    public void Dispose()
    {
        foreach (var mount in MountTable.Below(_folder.Path))
            FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
    }
}
