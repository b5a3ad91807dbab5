// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.TestKit;

/// <summary>Debian's <c>docker-registry</c>, on a free port of 127.0.0.1 with a storage of its own in a temporary folder.</summary>
public sealed partial class DockerRegistryServer : IAsyncDisposable
{
    /// <summary>The user that a server with <see cref="RegistryAccess.Password"/> lets in.</summary>
    public const string User = "tester";

    /// <summary>The user's password.</summary>
    public const string Password = "testing";

    private readonly TempFolder _folder;
    private readonly Process _process;

    private DockerRegistryServer(TempFolder folder, Process process, string registry) => (_folder, _process, Registry) = (folder, process, registry);

    /// <summary>The registry as references name it, <c>127.0.0.1:port</c>.</summary>
    public string Registry { get; }

    /// <summary>The root of its storage.</summary>
    public string Root => _folder["data"];

    /// <summary>Starts a server that answers by the time this returns. The test is skipped where the program is not installed.</summary>
    public static Task<DockerRegistryServer> StartAsync(RegistryAccess access, CancellationToken cancellationToken) => StartAsync(access, null, cancellationToken);

    /// <summary>Starts a server that speaks TLS, and asks for a client's certificate of the same authority where its settings say so.</summary>
    /// <param name="access">Whom it lets in.</param>
    /// <param name="tls">What it says of TLS in its settings, as YAML's flow style has it; without TLS where null.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<DockerRegistryServer> StartAsync(RegistryAccess access, string? tls, CancellationToken cancellationToken)
    {
        var program = Needs.Tool("docker-registry");
        var folder = new TempFolder();
        Process? process = null;
        try
        {
            var settings = folder.Write("config.yml", Settings(folder, access, tls));
            process = Process.Start(new ProcessStartInfo(program, ["serve", settings]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var said = new System.Text.StringBuilder();
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is null)
                    address.TrySetException(new InvalidOperationException($"docker-registry ended before it listened: {said}"));
                else if (Listening().Match(said.AppendLine(line.Data).ToString()) is { Success: true } match)
                    address.TrySetResult(match.Groups[1].Value);
            };
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            return new(folder, process, await address.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken));
        }
        catch
        {
            process?.Kill();
            process?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        // Killed: it ends whatever the test's token says.
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Dispose();
    }

    [GeneratedRegex("listening on (127\\.0\\.0\\.1:[0-9]+)")]
    private static partial Regex Listening();

    private static string Settings(TempFolder folder, RegistryAccess access, string? tls)
    {
        var settings = $$"""
            version: 0.1
            log: {level: info, accesslog: {disabled: true} }
            storage: {filesystem: {rootdirectory: "{{folder.MakeFolder("data")}}" }, delete: {enabled: true}, maintenance: {uploadpurging: {enabled: false} } }
            http: {addr: "127.0.0.1:0", secret: testing{{(tls is null ? "" : $", tls: {tls}")}} }

            """;
        if (access == RegistryAccess.Anonymous)
            return settings;
        // bcrypt of "testing", at the lowest cost there is.
        var passwords = folder.Write("htpasswd", $"{User}:$2y$04$vIpNJi6i3KLi12rnSk/CQ.nMw/hxOeoZD4q88MnQULBguWxrmh6Z.\n");
        return settings + $"auth: {{htpasswd: {{realm: testing, path: \"{passwords}\"}}}}\n";
    }
}
