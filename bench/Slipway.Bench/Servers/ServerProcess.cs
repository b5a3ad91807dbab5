// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;

namespace Slipway.Bench;

/// <summary>A server program that runs until this is disposed. What it says is kept, to be shown when it doesn't start.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _said = [];

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Starts it, and returns when it answers HTTP at an address.</summary>
    /// <exception cref="InvalidOperationException">It ended, or didn't answer; the message holds what it said.</exception>
    public static async Task<ServerProcess> StartAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, IPEndPoint address)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!);
        using var http = new HttpClient();
        for (var begun = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{address}/v2/"));
                return server;
            }
            catch (HttpRequestException e)
            {
                if (!server._process.HasExited && Stopwatch.GetElapsedTime(begun) < Patience)
                    continue;
                await server.DisposeAsync();
                throw new InvalidOperationException($"'{string.Join(' ', command)}' doesn't answer at {address}: {string.Join('\n', server._said)}", e);
            }
        }
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on now.</summary>
    public static IPEndPoint FindFreeAddress()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null && _said.Count < 100)
            _said.Enqueue(line);
    }
}
