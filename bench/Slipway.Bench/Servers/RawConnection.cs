// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Bench;

/// <summary>
/// A connection that speaks just enough HTTP/1.1 to load a registry at little cost, the same for all: requests are written as they are given, and of answers
/// the status, the length and the Location are read.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000, SendTimeout = 60_000 };
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly string _fixedHeaders;
    private int _headEnd;

    /// <summary>Connects.</summary>
    /// <param name="address">The registry.</param>
    /// <param name="authorization">The header of that name for all requests; null for none.</param>
    public RawConnection(IPEndPoint address, string? authorization)
    {
        _fixedHeaders = $" HTTP/1.1\r\nHost: {address}\r\nAccept: application/vnd.oci.image.manifest.v1+json\r\n{(authorization is null ? "" : $"Authorization: {authorization}\r\n")}";
        _socket.Connect(address);
    }

    /// <summary>The status of the last answer.</summary>
    public int Status { get; private set; }

    /// <summary>The path and query that the last answer's Location leads to.</summary>
    public string Location
    {
        get
        {
            var value = Header("Location: ") ?? throw new InvalidOperationException($"The answer has no Location: {Head}");
            return value.StartsWith('/') ? value : new Uri(value).PathAndQuery;
        }
    }

    /// <summary>The last answer's status line and headers.</summary>
    public string Head => Encoding.ASCII.GetString(_buffer, 0, _headEnd);

    /// <summary>A request of no body, to be sent many times.</summary>
    public byte[] Prepare(string method, string path) => Encoding.ASCII.GetBytes($"{method} {path}{_fixedHeaders}\r\n");

    /// <summary>Sends a request and reads its answer; the body is handed on in pieces, in no pieces for a HEAD.</summary>
    /// <returns>How many bytes the body had.</returns>
    public long Send(byte[] request, Action<ReadOnlyMemory<byte>>? take = null)
    {
        SendAll(request);
        return ReadAnswer(request.AsSpan().StartsWith("HEAD "u8), take);
    }

    /// <summary>Sends a request with a body and reads its answer.</summary>
    /// <exception cref="InvalidOperationException">The answer has another status than is expected.</exception>
    public void Send(string method, string path, ReadOnlyMemory<byte> body, int expected, string headers = "")
    {
        SendAll(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{method} {path}{_fixedHeaders}{headers}Content-Length: {body.Length}\r\n\r\n")));
        SendAll(body.Span);
        ReadAnswer(method == "HEAD", null);
        if (Status != expected)
            throw new InvalidOperationException($"{method} {path} was answered {Status} where {expected} is expected: {Head}");
    }

    public void Dispose() => _socket.Dispose();

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[_socket.Send(bytes)..];
    }

    private long ReadAnswer(bool isHead, Action<ReadOnlyMemory<byte>>? take)
    {
        var filled = 0;
        for (_headEnd = 0; _headEnd == 0;)
        {
            filled += Receive(filled);
            if (_buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                _headEnd = end + 4;
        }
        Status = int.Parse(_buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var length = isHead || Status is 204 or 304 ? 0 : long.Parse(
            Header("Content-Length: ") ?? throw new InvalidOperationException($"The answer has no Content-Length: {Head}"), CultureInfo.InvariantCulture);
        if (filled > _headEnd)
            take?.Invoke(_buffer.AsMemory(_headEnd, filled - _headEnd));
        for (var left = length - (filled - _headEnd); left > 0;)
        {
            var count = Receive(_headEnd);
            take?.Invoke(_buffer.AsMemory(_headEnd, count));
            left -= count;
        }
        return length;
    }

    private int Receive(int offset) =>
        _socket.Receive(_buffer.AsSpan(offset)) is > 0 and var count ? count : throw new IOException("The registry closed the connection.");

    private string? Header(string name)
    {
        var head = _buffer.AsSpan(0, _headEnd);
        var at = head.IndexOf(Encoding.ASCII.GetBytes("\r\n" + name));
        if (at < 0)
            return null;
        var value = head[(at + 2 + name.Length)..];
        return Encoding.ASCII.GetString(value[..value.IndexOf("\r\n"u8)]);
    }
}
