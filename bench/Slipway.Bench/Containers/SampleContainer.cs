// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Bench;

/// <summary>What the containers that are measured run, and what is asked of them from outside.</summary>
internal static class SampleContainer
{
    /// <summary>The image: a static busybox.</summary>
    public const string Image = "bench/base:1";

    /// <summary>How much the large file holds that <see cref="LargeFile"/> serves.</summary>
    public const int LargeFileBytes = 512 << 20;

    private const int Port = 8080, ReceiveBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A program that waits, and ends at once when it is asked to.</summary>
    public static IReadOnlyList<string> Waiting { get; } = [Image, "/bin/sh", "-c", "trap 'exit 0' TERM; echo ready; while true; do sleep 1000 & wait; done"];

    /// <summary>A web server with a page.</summary>
    public static IReadOnlyList<string> WebServer(int port) => [.. Publish(port), Image, "/bin/httpd", "-f", "-p", "8080", "-h", "/www"];

    /// <summary>A web server with a large file in memory.</summary>
    public static IReadOnlyList<string> LargeFile(int port) =>
        [.. Publish(port), "--tmpfs", "/data:size=600m", Image, "/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"dd if=/dev/zero of=/data/index.html bs=1048576 count={LargeFileBytes >> 20} 2>/dev/null; exec httpd -f -p {Port} -h /data")];

    /// <summary>Waits for the answer of a web server: it may not run yet. Returns at its first byte.</summary>
    public static void WaitForAnswer(int port)
    {
        var begun = Stopwatch.GetTimestamp();
        var buffer = new byte[4096];
        while (Stopwatch.GetElapsedTime(begun) < Patience)
        {
            try
            {
                using var socket = Ask(port);
                if (socket.Receive(buffer) > 0)
                    return;
            }
            catch (SocketException)
            {
                // Nobody listens yet.
            }
            Thread.Sleep(1);
        }
        throw new TimeoutException($"Nothing answers on port {port} within {Patience.TotalSeconds} s.");
    }

    /// <summary>Fetches the large file.</summary>
    /// <returns>Bytes per second.</returns>
    public static double Download(int port)
    {
        WaitForAnswer(port);
        var buffer = new byte[ReceiveBytes];
        using var socket = Ask(port);
        var begun = Stopwatch.GetTimestamp();
        var total = 0L;
        while (socket.Receive(buffer) is > 0 and var count)
            total += count;
        return total >= LargeFileBytes ? total / Stopwatch.GetElapsedTime(begun).TotalSeconds
            : throw new InvalidOperationException($"{total} bytes came of {LargeFileBytes}.");
    }

    private static IReadOnlyList<string> Publish(int port) => ["-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{Port}")];

    private static Socket Ask(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            socket.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.0\r\n\r\n"));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
