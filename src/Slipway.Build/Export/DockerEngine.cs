// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Slipway.Build;

/// <summary>A Docker Engine, spoken to by its socket (API 1.24 and later).</summary>
internal sealed class DockerEngine : IDisposable
{
    private const int MaxAnswerLine = 1024 * 1024;
    private const string Unix = "unix://", Context = "context://";

    private readonly string _socket;
    private readonly HttpClient _http;

    private DockerEngine(string socket)
    {
        _socket = socket;
        _http = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(1) })
        {
            BaseAddress = new("http://docker/"),
            Timeout = Timeout.InfiniteTimeSpan, // an image takes as long as it takes; whoever waits can cancel
        };
    }

    /// <summary>What is wrong with an address, a clause; null of a socket of this machine.</summary>
    public static string? ProblemOf(string host) => host.StartsWith(Unix, StringComparison.Ordinal) && host.Length > Unix.Length ? null
        : host.StartsWith(Context, StringComparison.Ordinal) ? $"Docker's context '{host[Context.Length..]}' names no engine; choose another with DOCKER_CONTEXT, or name the engine with DOCKER_HOST"
        : $"the Docker Engine '{host}' is not supported; expected the socket of one on this machine, such as unix:///var/run/docker.sock (DOCKER_HOST)";

    /// <summary>The engine at an address as DOCKER_HOST has it, which <see cref="ProblemOf"/> finds nothing wrong with.</summary>
    public static DockerEngine At(string host) => new(host[Unix.Length..]);

    /// <summary>Hands an archive over, as <c>docker load</c> does.</summary>
    /// <param name="write">Writes the archive.</param>
    /// <param name="said">Takes each line that the engine says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StepException">No engine answers, or it refused the image.</exception>
    public async Task LoadAsync(Func<Stream, CancellationToken, Task> write, Action<string> said, CancellationToken cancellationToken)
    {
        // Asked first: what is wrong with the socket is told before the archive is made.
        await PingAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "images/load?quiet=1") { Content = new WrittenContent(write) };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                using var reader = new StreamReader(body, Encoding.UTF8);
                if (!response.IsSuccessStatusCode)
                    throw Refused(MessageOf(await ReadLineAsync(reader, cancellationToken).ConfigureAwait(false)) ?? $"{(int)response.StatusCode} {response.ReasonPhrase}");
                while (await ReadLineAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
                    Take(line, said);
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new StepException($"the Docker Engine at '{_socket}' broke off while it took the image: {Innermost(problem).Message.TrimEnd('.')}", problem) { Kind = BuildFailureKind.Outside, IsTransient = true };
        }
    }

    /// <summary>Whether the engine keeps images of several platforms under one name: whether containerd's image store is its own. The classic one keeps one image a name.</summary>
    /// <exception cref="StepException">No engine answers.</exception>
    public async Task<bool> KeepsPlatformsAsync(CancellationToken cancellationToken)
    {
        await PingAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var told = await _http.GetByteArrayAsync("info", cancellationToken).ConfigureAwait(false);
            using var info = JsonDocument.Parse(told);
            // [["driver-type","io.containerd.snapshotter.v1"]] of the one, ["Backing Filesystem","extfs"] and the like of the other.
            return info.RootElement.TryGetProperty("DriverStatus", out var status) && status.ValueKind == JsonValueKind.Array
                && status.EnumerateArray().Any(static pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
                    && pair[0].GetString() == "driver-type" && pair[1].GetString()!.StartsWith("io.containerd.snapshotter.", StringComparison.Ordinal));
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or JsonException)
        {
            return false; // it is handed what every engine takes
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("_ping", cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw new StepException($"what answers at '{_socket}' is no Docker Engine: {(int)response.StatusCode} to /_ping") { Kind = BuildFailureKind.Outside };
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new StepException(
                $"no Docker Engine answers at '{_socket}': {Reason(Innermost(problem))}; start it, or name another socket: DOCKER_HOST=unix:///path", problem) { Kind = BuildFailureKind.Outside, IsTransient = true };
        }
    }

    private static void Take(string line, Action<string> said)
    {
        if (MessageOf(line) is { } problem)
            throw Refused(problem);
        if (Field(line, "stream") is { Length: > 0 } text)
            said(text.TrimEnd('\n'));
    }

    private static StepException Refused(string why) => new($"the Docker Engine refused the image: {why.TrimEnd('.')}") { Kind = BuildFailureKind.Outside };

    // {"message":"…"} of an error's body; {"errorDetail":{"message":"…"},"error":"…"} within a stream.
    private static string? MessageOf(string? line) => line is null ? null : Field(line, "error") ?? Field(line, "message");

    private static string? Field(string line, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return line?.Length > MaxAnswerLine ? line[..MaxAnswerLine] : line;
    }

    // What a socket's errors mean of a path; the system's words for them are those of the network.
    private static string Reason(Exception problem) => problem switch
    {
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "there is no such socket",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens there",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "this user may not open it",
        _ => problem.Message.TrimEnd('.'),
    };

    private static Exception Innermost(Exception problem) => problem.InnerException is { } inner ? Innermost(inner) : problem;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A body that is written as it is sent, in chunks.</summary>
    private sealed class WrittenContent : HttpContent
    {
        private readonly Func<Stream, CancellationToken, Task> _write;

        public WrittenContent(Func<Stream, CancellationToken, Task> write)
        {
            _write = write;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => _write(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken) => _write(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
