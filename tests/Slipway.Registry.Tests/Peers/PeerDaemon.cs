// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A daemon beside any other on the machine, with all that it keeps in a folder of its own. It is asked to end with the tests.</summary>
internal sealed class PeerDaemon : IAsyncDisposable
{
    private Process? _process;

    /// <summary>Where everything of it is; it goes with it.</summary>
    public TempFolder Folder { get; } = new();

    /// <summary>Starts it when it is first asked for. The test is skipped where it can't run.</summary>
    /// <param name="program">The daemon.</param>
    /// <param name="client">The program that speaks to it.</param>
    /// <param name="arguments">The daemon's arguments.</param>
    /// <param name="ask">Asks it whether it is there, which ends well when it is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StartAsync(string program, string client, Func<IReadOnlyList<string>> arguments, Func<Task<CommandResult>> ask, CancellationToken cancellationToken)
    {
        Needs.Root();
        Needs.Tool(client);
        var path = Needs.Tool(program);
        if (_process is not null)
            return;
        _process = Process.Start(new ProcessStartInfo(path, arguments()) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new StringBuilder();
        _process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        _process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while ((await ask()).ExitCode != 0)
        {
            if (_process.HasExited)
                Needs.Lack($"it needs {program}, and it does not start here: {said}");
            await Task.Delay(200, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // Asked to end, so that it takes its own children with it.
            ProcessIdentity.Find(_process.Id)?.Kill(Signal.Term);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }
        foreach (var mount in MountTable.Below(Folder.Path))
            FileSystemMount.Unmount(mount.Target);
        Folder.Dispose();
    }
}
