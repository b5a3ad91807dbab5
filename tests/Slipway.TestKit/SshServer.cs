// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Slipway.TestKit;

/// <summary>OpenSSH's server on a free port of 127.0.0.1, which lets root in by one key alone.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private SshServer(Process process, int port, string hostKey) => (_process, Port, KnownHost) = (process, port, $"[127.0.0.1]:{port} {hostKey}\n");

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The line of a known_hosts file that knows the server.</summary>
    public string KnownHost { get; }

    /// <summary>Makes a key pair and returns the path of the private key; the public one is beside it.</summary>
    public static string MakeKey(TempFolder folder, string name, string passphrase = "")
    {
        using var process = Process.Start(new ProcessStartInfo(Needs.Tool("ssh-keygen"), ["-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", folder[name]]))!;
        process.WaitForExit();
        return folder[name];
    }

    /// <summary>Starts the server, which answers by the time this returns. The test is skipped where it isn't installed, or can't run.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="key">The private key whose public one is let in.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<SshServer> StartAsync(TempFolder folder, string key, CancellationToken cancellationToken)
    {
        Needs.Root();
        var sshd = Needs.Tool("sshd");
        Directory.CreateDirectory("/run/sshd"); // sshd wants it, and only its service makes it
        var hostKey = MakeKey(folder, "host-key");
        var port = FreePort();
        folder.Write("sshd_config", $"""
            ListenAddress 127.0.0.1:{port}
            HostKey {hostKey}
            AuthorizedKeysFile {key}.pub
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password

            """);
        var process = Process.Start(new ProcessStartInfo(sshd, ["-D", "-e", "-f", folder["sshd_config"]]) { RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var server = new SshServer(process, port, (await File.ReadAllTextAsync(hostKey + ".pub", cancellationToken)).Trim());
        for (var began = Stopwatch.GetTimestamp(); !await AnswersAsync(port, cancellationToken);)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                await server.DisposeAsync();
                Needs.Lack("it needs an sshd that starts");
            }
            await Task.Delay(50, cancellationToken);
        }
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
