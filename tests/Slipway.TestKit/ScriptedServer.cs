// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.TestKit;

/// <summary>
/// An HTTP/1.1 server that answers as a test says, faults included: it listens on a free port of 127.0.0.1, speaks no TLS, and serves one
/// request a connection.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<ScriptedRequest, Task<ScriptedResponse>> _answer;
    private readonly ConcurrentQueue<ScriptedRequest> _requests = new();
    private readonly Task _serving;

    /// <summary>Starts the server.</summary>
    /// <param name="answer">What it answers; called by several threads at once.</param>
    public ScriptedServer(Func<ScriptedRequest, ScriptedResponse> answer)
        : this(request => Task.FromResult(answer(request)))
    {
    }

    private ScriptedServer(Func<ScriptedRequest, Task<ScriptedResponse>> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Starts a server whose answers wait for something.</summary>
    /// <param name="answer">What it answers; called by several threads at once.</param>
    public static ScriptedServer Waiting(Func<ScriptedRequest, Task<ScriptedResponse>> answer) => new(answer);

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>The requests that came, in order.</summary>
    public IReadOnlyCollection<ScriptedRequest> Requests => _requests;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopping.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException || (e is InvalidOperationException && _stopping.IsCancellationRequested))
        {
            // Stopped.
        }
        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadRequestAsync(stream) is not { } request)
                    return;
                _requests.Enqueue(request);
                await WriteAsync(stream, await _answer(request), request.Method == "HEAD");
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test ended.
            }
        }
    }

    private async Task<ScriptedRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
                return null;
            head.Add(one[0]);
            // A TLS greeting: this is not a server for it.
            if (head[0] == 0x16)
                return null;
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var words = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(static line => line.Split(':', 2)).ToLookup(static pair => pair[0], static pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"].FirstOrDefault() ?? "0")];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        return new(words[0], words[1], headers, body);
    }

    private static bool EndsHead(List<byte> head) => head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';

    private async Task WriteAsync(NetworkStream stream, ScriptedResponse response, bool isHead)
    {
        if (response.IsSilent)
            await Task.Delay(Timeout.Infinite, _stopping.Token);
        var text = new StringBuilder($"HTTP/1.1 {(int)response.Status} {response.Status}\r\nConnection: close\r\n");
        if (!response.Headers.ContainsKey("Content-Length"))
            text.Append($"Content-Length: {response.Body.Length}\r\n");
        foreach (var (name, value) in response.Headers)
            text.Append($"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()), _stopping.Token);
        if (isHead)
            return;
        await stream.WriteAsync(response.Body.AsMemory(0, Math.Min(response.Body.Length, response.CutAfter ?? int.MaxValue)), _stopping.Token);
        if (response.StallsAfterwards)
            await Task.Delay(Timeout.Infinite, _stopping.Token);
    }
}
