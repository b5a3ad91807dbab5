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
/// <param name="path">The socket.</param>
/// <param name="ensure">Sees to it that an agent of this program's version answers, where none does; null asks whichever there is, once.</param>
internal sealed class AgentChannel(string path, Func<CancellationToken, Task>? ensure = null) : ApiChannel($"The agent at '{path}'", "Start it: slipway serve, or slipway agent.")
{
    /// <summary>The header of a request that only an agent of that version may answer; another says <see cref="HttpStatusCode.PreconditionFailed"/> and does nothing.</summary>
    internal const string VersionHeader = "Slipway-Version";

    // What is sent ahead of an answer must fit where nobody reads it: in the socket's buffer.
    private const int BlockSize = 16 * 1024, MaxHead = 64 * 1024, MaxAhead = 64 * 1024;

    // A command has nothing else to do meanwhile, where a server has.
    private readonly TimeSpan _patience = ensure is null ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
    private readonly string _version = ensure is null ? "" : $"{VersionHeader}: {AgentHealth.OwnVersion}\r\n";

    public override void Dispose()
    {
    }

    /// <summary>Goes on with another protocol on the connection of a request; the caller has the connection to itself then.</summary>
    /// <param name="resource">What is asked to go on.</param>
    /// <param name="protocol">With what.</param>
    /// <param name="first">What is said first in that protocol: with the request, unless it is long, for an agent that goes on reads it, and the connection to another is closed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Stream> UpgradeAsync(string resource, string protocol, byte[] first, CancellationToken cancellationToken)
    {
        var head = Encoding.ASCII.GetBytes($"POST /{resource} HTTP/1.1\r\nHost: agent\r\n{_version}Connection: Upgrade\r\nUpgrade: {protocol}\r\nContent-Length: 0\r\n\r\n");
        var isAhead = first.Length <= MaxAhead;
        var (socket, status, rest) = await AskAsync(isAhead ? [.. head, .. first] : head, Describe(HttpMethod.Post, resource), cancellationToken);
        try
        {
            if (status == HttpStatusCode.SwitchingProtocols)
            {
                var stream = new PatientStream(socket, _patience, rest);
                if (!isAhead)
                    await stream.WriteAsync(first, cancellationToken);
                return stream;
            }
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
        var type = body is null ? "" : "Content-Type: application/json\r\n";
        var head = Encoding.ASCII.GetBytes($"{method} /{resource} HTTP/1.0\r\n{_version}{type}Content-Length: {body?.Length ?? 0}\r\n\r\n");
        var (socket, status, content) = await AskAsync([.. head, .. body ?? []], Describe(method, resource), cancellationToken);
        socket.Dispose();
        return (status, content);
    }

    private async Task<(Socket Socket, HttpStatusCode Status, ReadOnlyMemory<byte> Content)> AskAsync(byte[] request, string what, CancellationToken cancellationToken)
    {
        var socket = Connect(out var problem);
        if (socket is not null)
        {
            var (status, content) = await ExchangeAsync(socket, request, what, cancellationToken);
            if (status != HttpStatusCode.PreconditionFailed || ensure is null)
                return (socket, status, content);
            socket.Dispose();
        }
        // Nothing was done for the request so far.
        if (ensure is null)
            throw Unreachable($"{Peer} does not answer: {problem!.Message}.", problem);
        await ensure(cancellationToken);
        socket = Connect(out problem) ?? throw Unreachable($"{Peer} does not answer: {problem!.Message}.", problem);
        var answer = await ExchangeAsync(socket, request, what, cancellationToken);
        return (socket, answer.Status, answer.Content);
    }

    private Socket? Connect(out SocketException? problem)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // It is there at once, or not at all.
            socket.Connect(new UnixDomainSocketEndPoint(path));
            problem = null;
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            problem = e;
            return null;
        }
    }

    // Up to the end that the head names, or of the connection, which is closed where it fails.
    private async Task<(HttpStatusCode Status, ReadOnlyMemory<byte> Content)> ExchangeAsync(Socket socket, byte[] request, string what, CancellationToken cancellationToken)
    {
        var stream = new PatientStream(socket, _patience, default);
        try
        {
            await stream.WriteAsync(request, cancellationToken);
            var answer = new ArrayBufferWriter<byte>(BlockSize);
            var (head, headEnd) = ((string?)null, 0);
            while (head is null || (StatusOf(head) != HttpStatusCode.SwitchingProtocols && LengthOf(head) != answer.WrittenCount - headEnd - 4))
            {
                var count = await stream.ReadAsync(answer.GetMemory(BlockSize), cancellationToken);
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
        catch (IOException e)
        {
            socket.Dispose();
            throw Unreachable($"{what} broke off: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpStatusCode? StatusOf(string head) =>
        head is ['H', 'T', 'T', 'P', '/', '1', '.', _, ' ', >= '1' and <= '5' and var first, >= '0' and <= '9' and var second, >= '0' and <= '9' and var third, ' ', ..]
            ? (HttpStatusCode)(((first - '0') * 100) + ((second - '0') * 10) + (third - '0')) : null;

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
