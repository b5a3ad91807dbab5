// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;
using Slipway.Modules;
using Slipway.Oci;

namespace Slipway.EndToEnd.Tests;

/// <summary>An agent of another version of the program, as far as a command asks it: how it is, and to stop.</summary>
public sealed class OtherVersionTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private SlipwayHome Home => new(_slipway.Home);

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync();

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task It_is_asked_to_stop_and_one_of_the_commands_own_takes_its_place()
    {
        using var other = Listen();
        var answering = AnswerAsync(other, isDevelopment: false);

        (await _slipway.RunAsync("create", "--name", "made", "app:1")).ShouldSucceed();

        (await answering).ShouldContain("POST /stop");
        using var agent = new AgentClient(Home);
        (await agent.GetHealthAsync(TestContext.Current.CancellationToken)).Version.ShouldBe(AgentHealth.OwnVersion);
        (await _slipway.RunAsync("rm", "made")).ShouldSucceed();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task What_it_is_asked_to_run_however_long_that_is_runs_once_in_the_agent_that_takes_its_place(int length)
    {
        using var other = Listen();
        var answering = AnswerAsync(other, isDevelopment: false);
        var word = new string('x', length);

        var ran = await _slipway.RunAsync("run", "--rm", "app:1", "echo", word, word, word);

        ran.ShouldSucceed().Output.ShouldBe($"{word} {word} {word}\n");
        (await answering).ShouldContain("POST /streams");
    }

    [Theory]
    [InlineData("run", "--help")]
    [InlineData("run", "--memory")]
    [InlineData("exec", "--help")]
    public async Task It_is_left_alone_by_a_command_line_that_asks_for_nothing(params string[] words)
    {
        using var other = Listen();
        var answering = AnswerAsync(other, isDevelopment: true);

        var answer = await _slipway.RunAsync(words);

        $"{answer.Output}{answer.Error}".ShouldContain($"slipway {words[0]}");
        answer.Error.ShouldNotContain("version");
        other.Dispose();
        (await answering).ShouldNotContain("POST /stop");
    }

    [Fact]
    public async Task One_that_does_more_than_a_command_could_start_is_left_alone_and_that_is_told()
    {
        using var other = Listen();
        var answering = AnswerAsync(other, isDevelopment: true);

        var answer = await _slipway.RunAsync("create", "--name", "made", "app:1");

        answer.ExitCode.ShouldNotBe(0);
        answer.Error.ShouldContain("has the version 0.0.1-other");
        other.Dispose();
        (await answering).ShouldNotContain("POST /stop");
    }

    private Socket Listen()
    {
        Directory.CreateDirectory(Home.Run);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Home.Run, "agent.sock")));
        socket.Listen();
        return socket;
    }

    // What it was asked, until it was asked to stop or nobody listens.
    private static async Task<string> AnswerAsync(Socket listener, bool isDevelopment)
    {
        var health = $$"""{"pid":{{Environment.ProcessId}},"started_at":"2026-01-01T00:00:00Z","version":"0.0.1-other","is_development":{{(isDevelopment ? "true" : "false")}},"runtime":"runc","modules":0,"running":0}""";
        var asked = new StringBuilder();
        try
        {
            while (!asked.ToString().Contains("/stop", StringComparison.Ordinal))
            {
                using var peer = await listener.AcceptAsync();
                var buffer = new byte[4096];
                var count = await peer.ReceiveAsync(buffer);
                asked.Append(Encoding.ASCII.GetString(buffer, 0, count));
                // What asks for another version is not done.
                var status = Encoding.ASCII.GetString(buffer, 0, count).Contains("Slipway-Version: ", StringComparison.Ordinal) ? "412 Precondition Failed" : "200 OK";
                await peer.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {health.Length}\r\nConnection: close\r\n\r\n{health}"));
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
        listener.Dispose();
        return asked.ToString();
    }
}
