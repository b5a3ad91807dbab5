// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Modules;

/// <summary>
/// Asks the agent of a home through its socket: a connection for each request, and HTTP in its simplest form (RFC 1945), which ends an answer by closing. A
/// command lives for some hundredths of a second, and half of that is what a whole HTTP client takes to come up.
/// </summary>
internal sealed class AgentChannel(string path) : ApiChannel($"The agent at '{path}'", "Start it: slipway serve, or slipway agent.")
{
    private const int BlockSize = 16 * 1024, MaxHead = 64 * 1024;

    public override void Dispose()
    {
    }

    /// <summary>Goes on with another protocol on the connection of a request; the caller has the connection to itself then.</summary>
    public async Task<Stream> UpgradeAsync(string resource, string protocol, CancellationToken cancellationToken)
    {
        var request = Encoding.ASCII.GetBytes($"POST /{resource} HTTP/1.1\r\nHost: agent\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\nContent-Length: 0\r\n\r\n");
        var socket = Connect();
        try
        {
            // Whoever goes on with the protocol speaks first, so that nothing of it comes with the head.
            var (status, rest) = await ExchangeAsync(socket, request, Describe(HttpMethod.Post, resource), cancellationToken);
            if (status == HttpStatusCode.SwitchingProtocols && rest.IsEmpty)
                return new NetworkStream(socket, ownsSocket: true);
            Read(HttpMethod.Post, resource, (status, rest));
            throw new ModuleException(HttpStatusCode.BadGateway, "bad_answer", $"{Peer} answered '/{resource}' with {(int)status} and does not go on with '{protocol}'.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    protected override async Task<(HttpStatusCode Status, ReadOnlyMemory<byte> Content)> SendAsync(HttpMethod method, string resource, byte[]? body, CancellationToken cancellationToken)
    {
        var head = body is null ? $"{method} /{resource} HTTP/1.0\r\nContent-Length: 0\r\n\r\n" : $"{method} /{resource} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        using var socket = Connect();
        return await ExchangeAsync(socket, [.. Encoding.ASCII.GetBytes(head), .. body ?? []], Describe(method, resource), cancellationToken);
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // It is there at once, or not at all.
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Unreachable($"{Peer} does not answer: {e.Message}.", e);
        }
    }

    // Up to the end that the head names, or of the connection.
    private async Task<(HttpStatusCode Status, ReadOnlyMemory<byte> Content)> ExchangeAsync(Socket socket, byte[] request, string what, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < request.Length;)
                sent += await socket.SendAsync(request.AsMemory(sent), SocketFlags.None, cancellationToken);
            var answer = new ArrayBufferWriter<byte>(BlockSize);
            var (head, headEnd) = ((string?)null, 0);
            while (head is null || (StatusOf(head) != HttpStatusCode.SwitchingProtocols && LengthOf(head) != answer.WrittenCount - headEnd - 4))
            {
                var count = await socket.ReceiveAsync(answer.GetMemory(BlockSize), SocketFlags.None, cancellationToken);
                if (count == 0)
                    break;
                answer.Advance(count);
                if (head is null && (headEnd = answer.WrittenSpan.IndexOf("\r\n\r\n"u8)) >= 0)
                    head = Encoding.ASCII.GetString(answer.WrittenSpan[..headEnd]);
                if (answer.WrittenCount > (head is null ? MaxHead : MaxAnswer))
                    throw new IOException("the answer is too long");
            }
            if (head is null || StatusOf(head) is not { } status)
                throw new IOException("the connection was closed before the answer had come");
            var content = answer.WrittenMemory[(headEnd + 4)..];
            return LengthOf(head) is { } length && content.Length < length ? throw new IOException($"{content.Length} of {length} bytes of the answer came") : (status, content);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw Unreachable($"{what} broke off: {e.Message}", e);
        }
    }

    private static HttpStatusCode? StatusOf(string head) =>
        head.Split(' ', 3) is [var version, var code, ..] && version.StartsWith("HTTP/1.", StringComparison.Ordinal) && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (HttpStatusCode)status : null;

    private static long? LengthOf(string head)
    {
        foreach (var line in head.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) && long.TryParse(line.AsSpan(15).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                return length;
        }
        return null;
    }
}
