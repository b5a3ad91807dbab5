// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;

namespace Slipway.EndToEnd.Tests;

/// <summary>How often <c>run</c> and <c>exec</c> ask an agent that refuses: what it has begun with is not begun with again.</summary>
public sealed class OnceOrderedTests : IAsyncLifetime
{
    private const byte Problem = 22;

    private readonly InstalledProgram _slipway = new();
    private readonly CancellationTokenSource _ending = new();

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync();

    public async ValueTask DisposeAsync()
    {
        _ending.Dispose();
        await _slipway.DisposeAsync();
    }

    [Theory]
    [InlineData("command_exit_1", 1, "run", "--rm", "app:1", "true")]
    [InlineData("container_refused", 125, "run", "--rm", "app:1", "true")]
    [InlineData("container_exit_127", 127, "run", "--rm", "app:1", "true")]
    [InlineData("container_exit_127", 127, "exec", "web", "true")]
    [InlineData("container_exit_125", 1, "exec", "web", "true")]
    public async Task What_is_refused_is_ordered_once(string code, int exitCode, params string[] words)
    {
        var orders = await OrdersOfAsync(code, exitCode, words);

        orders.Count.ShouldBe(1);
        orders[0].ShouldContain(words[^1]);
    }

    [Theory]
    [InlineData("run", "--rm", "app:1", "true")]
    [InlineData("exec", "web", "true")]
    public async Task What_is_given_back_unread_is_ordered_again_by_the_command(params string[] words)
    {
        var orders = await OrdersOfAsync("command_line_unread", words[0] == "run" ? 125 : 1, words);

        orders.Count.ShouldBe(2);
    }

    // What was ordered of an agent that refuses everything so.
    private async Task<List<string>> OrdersOfAsync(string code, int exitCode, string[] words)
    {
        Directory.CreateDirectory(new SlipwayHome(_slipway.Home).Run);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(new SlipwayHome(_slipway.Home).Run, "agent.sock")));
        listener.Listen();
        var orders = new List<string>();
        var refusing = RefuseAsync(listener, code, orders);

        var answer = await _slipway.RunAsync(words);

        await _ending.CancelAsync();
        await refusing;
        answer.ExitCode.ShouldBe(exitCode, answer.Error);
        return orders;
    }

    private async Task RefuseAsync(Socket listener, string code, List<string> orders)
    {
        var document = Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","title":"refused by this test"}""");
        byte[] frame = [Problem, 0, 0, 0, 0, .. document];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), document.Length);
        try
        {
            while (true)
            {
                using var peer = await listener.AcceptAsync(_ending.Token);
                var buffer = new byte[64 * 1024];
                var asked = Encoding.Latin1.GetString(buffer, 0, await peer.ReceiveAsync(buffer, _ending.Token));
                if (!asked.StartsWith("POST /streams ", StringComparison.Ordinal))
                    continue;
                orders.Add(asked);
                await peer.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: slipway-streams\r\n\r\n"), _ending.Token);
                await peer.SendAsync(frame, _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }
}
