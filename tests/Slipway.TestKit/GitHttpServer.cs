// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Text;

namespace Slipway.TestKit;

/// <summary>Serves repositories over http by git's own <c>http-backend</c>, or their files as they are; a test may answer some requests itself.</summary>
public sealed class GitHttpServer : IAsyncDisposable
{
    private readonly string _root;
    private readonly bool _isPlain;
    private readonly Func<ScriptedRequest, ScriptedResponse?>? _answer;
    private readonly ScriptedServer _server;

    private GitHttpServer(string root, bool isPlain, Func<ScriptedRequest, ScriptedResponse?>? answer)
    {
        (_root, _isPlain, _answer) = (root, isPlain, answer);
        _server = new(Answer);
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Authority => _server.Authority;

    /// <summary>The same server by another host's name: <c>localhost:port</c>.</summary>
    public string OtherAuthority => Authority.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>The requests that came, in order.</summary>
    public IReadOnlyCollection<ScriptedRequest> Requests => _server.Requests;

    /// <summary>A server that speaks git's protocol.</summary>
    /// <param name="root">The folder of the repositories.</param>
    /// <param name="answer">Answers instead; null leaves a request to git.</param>
    public static GitHttpServer Smart(string root, Func<ScriptedRequest, ScriptedResponse?>? answer = null) => new(root, isPlain: false, answer);

    /// <summary>A server that knows nothing of git and serves files.</summary>
    /// <param name="root">The folder of the repositories.</param>
    public static GitHttpServer Plain(string root) => new(root, isPlain: true, null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ScriptedResponse Answer(ScriptedRequest request)
    {
        if (_answer?.Invoke(request) is { } own)
            return own;
        var question = request.Target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (request.Target, "") : (request.Target[..question], request.Target[(question + 1)..]);
        if (!_isPlain)
            return Run(request, path, query);
        var file = Path.GetFullPath(_root + path);
        return file.StartsWith(_root, StringComparison.Ordinal) && File.Exists(file) ? new(HttpStatusCode.OK) { Body = File.ReadAllBytes(file) } : new(HttpStatusCode.NotFound);
    }

    private ScriptedResponse Run(ScriptedRequest request, string path, string query)
    {
        var start = new ProcessStartInfo(Needs.Tool("git"), ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
            [
                ("GIT_PROJECT_ROOT", _root), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", path), ("QUERY_STRING", query), ("REQUEST_METHOD", request.Method),
                ("CONTENT_TYPE", request.Headers["Content-Type"].FirstOrDefault()), ("GIT_PROTOCOL", request.Headers["Git-Protocol"].FirstOrDefault()),
                ("HTTP_CONTENT_ENCODING", request.Headers["Content-Encoding"].FirstOrDefault()), ("CONTENT_LENGTH", $"{request.Body.Length}"),
                ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(request.Body);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return Read(output.ToArray());
    }

    // CGI: headers, an empty line, the body.
    private static ScriptedResponse Read(byte[] output)
    {
        var end = output.AsSpan().IndexOf("\r\n\r\n"u8);
        var (status, headers) = (HttpStatusCode.OK, new Dictionary<string, string>());
        foreach (var line in Encoding.ASCII.GetString(output, 0, Math.Max(end, 0)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = line.Split(": ", 2);
            if (pair[0] == "Status")
                status = (HttpStatusCode)int.Parse(pair[1].AsSpan(0, 3));
            else
                headers[pair[0]] = pair[1];
        }
        return new(status) { Headers = headers, Body = output[(end + 4)..] };
    }
}
