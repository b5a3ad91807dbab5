// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// A check that asks a container from outside, through its network, so that its image needs no program for it. In a <see cref="HealthCheckConfig"/> it is
/// <c>[HTTP, :8080/health]</c> or <c>[TCP, 5432]</c>.
/// </summary>
/// <param name="Port">The container's port.</param>
/// <param name="Path">What is asked for by HTTP, with its slash; null where a connection is enough.</param>
public sealed record OutsideCheck(int Port, string? Path)
{
    private const string Http = "HTTP", Tcp = "TCP";
    private const int MaxPort = 65535, Refused = 1;

    /// <summary>The test that <see cref="Read"/> reads.</summary>
    public IReadOnlyList<string> Test => Path is null
        ? [Tcp, Port.ToString(CultureInfo.InvariantCulture)] : [Http, string.Create(CultureInfo.InvariantCulture, $":{Port}{Path}")];

    /// <summary>The outside check of a container; null if it is checked by a command, or not at all.</summary>
    /// <exception cref="ArgumentException">It names no port or no path.</exception>
    public static OutsideCheck? Read(HealthCheckConfig? config) => config?.Test switch
    {
        [Http, var address] => ParseHttp(address, null),
        [Tcp, var port] => ParseTcp(port),
        _ => null,
    };

    /// <summary>Reads <c>[:PORT]/PATH</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="onlyPort">The port where none is named; null if one must be.</param>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    public static OutsideCheck ParseHttp(string text, int? onlyPort)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || text.Any(static letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter > '~'))
            throw new ArgumentException($"'{text}' is nothing to ask for by HTTP; expected :PORT/PATH, such as :8080/health.");
        if (slash > 0)
            return new(ReadPort(text[..slash].TrimStart(':'), text), text[slash..]);
        return new(onlyPort ?? throw new ArgumentException($"'{text}' names no port, and the container doesn't listen on one alone; expected :PORT/PATH, such as :8080/health."), text);
    }

    /// <summary>Reads a port.</summary>
    /// <inheritdoc cref="ParseHttp"/>
    public static OutsideCheck ParseTcp(string text) => new(ReadPort(text, text), null);

    /// <summary>One check by connections of that kind: with HTTP a status from 200 to 399 is well.</summary>
    internal Func<CancellationToken, Task<ProbeOutcome>> By(Func<int, CancellationToken, Task<Socket>> dial) => Path is null
        ? token => ConnectAsync(dial, token) : token => GetAsync(dial, token);

    private async Task<ProbeOutcome> ConnectAsync(Func<int, CancellationToken, Task<Socket>> dial, CancellationToken cancellationToken)
    {
        using var socket = await dial(Port, cancellationToken).ConfigureAwait(false);
        return new(0, $"The port {Port} takes connections.\n");
    }

    private async Task<ProbeOutcome> GetAsync(Func<int, CancellationToken, Task<Socket>> dial, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, token) => new NetworkStream(await dial(Port, token).ConfigureAwait(false), ownsSocket: true),
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://localhost:{Port}{Path}"));
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.ParseAdd("slipway-health");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var text = $"HTTP {(int)answer.StatusCode} {answer.ReasonPhrase}\n{await ReadStartAsync(answer.Content, cancellationToken).ConfigureAwait(false)}";
        return new((int)answer.StatusCode is >= 200 and < 400 ? 0 : Refused, text);
    }

    // Nobody needs the rest, however long it is.
    private static async Task<string> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var start = new byte[HealthProbe.MaxOutputBytes];
            return Encoding.UTF8.GetString(start, 0, await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false));
        }
    }

    private static int ReadPort(string text, string whole) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= MaxPort
            ? port : throw new ArgumentException($"'{text}' in '{whole}' is no port; expected 1 to {MaxPort}.");
}
