// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>A shell in which the commands of documents are typed as they are written: <c>docker</c> and <c>slipway</c> are links to our program, in a home of its own.</summary>
internal sealed class DocumentShell : IAsyncDisposable
{
    public DocumentShell()
    {
        Slipway.Folder.MakeFolder("bin");
        foreach (var name in (string[])["docker", "slipway"])
            File.CreateSymbolicLink(Slipway.Folder[$"bin/{name}"], InstalledProgram.Executable);
    }

    public InstalledProgram Slipway { get; } = new();

    /// <summary>Where commands are typed; an absolute path.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Variables of the shell beside the program's own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A path in the repository.</summary>
    public static string Repository(string path, [CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../..", path));

    /// <summary>Skips the test where somebody listens on a port that a document names.</summary>
    public static void RequireFree(int port)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        try
        {
            socket.Connect("127.0.0.1", port);
            Needs.Lack($"it needs port {port}, which somebody listens on");
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Nobody.
        }
    }

    /// <summary>Types a command that has to succeed; returns what it answered.</summary>
    public async Task<string> SayAsync(string command)
    {
        var (exitCode, output, error) = await TryAsync(command);
        exitCode.ShouldBe(0, $"{command}\n{output}\n{error}");
        return output;
    }

    /// <summary>Types a command until it succeeds: who does so by hand waits until a program has started.</summary>
    public async Task<string> AskAsync(string command)
    {
        while (true)
        {
            var (exitCode, output, _) = await TryAsync(command);
            if (exitCode == 0)
                return output;
            await Task.Delay(50, Cancellation);
        }
    }

    public async Task<(int ExitCode, string Output, string Error)> TryAsync(string command)
    {
        var folder = Folder.Length > 0 ? Folder : Slipway.Folder.Path;
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in Slipway.Settings.Concat(Variables))
            start.Environment[name] = value;
        start.Environment["PATH"] = $"{Slipway.Folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var error = shell.StandardError.ReadToEndAsync(Cancellation);
        var output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return (shell.ExitCode, output, await error);
    }

    public ValueTask DisposeAsync() => Slipway.DisposeAsync();
}
