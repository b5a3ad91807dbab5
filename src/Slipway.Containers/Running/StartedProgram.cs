// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>One more program in a container, started to go on by itself, whatever becomes of who asked for it. It ends with the container at the latest.</summary>
internal sealed class StartedProgram : IAsyncDisposable
{
    private readonly ExecFiles _files;
    private readonly ProcessHandle? _process;
    private readonly int? _exitCode;
    private readonly FifoWriter? _input;

    private StartedProgram(ExecFiles files, ProcessHandle? process, int? exitCode, FifoWriter? input, PseudoTerminal? terminal, ProgramOutputs outputs) =>
        (_files, _process, _exitCode, _input, Terminal, Outputs) = (files, process, exitCode, input, terminal, outputs);

    /// <summary>Its terminal; null where it has none.</summary>
    internal PseudoTerminal? Terminal { get; }

    /// <summary>What it writes, to be read.</summary>
    internal ProgramOutputs Outputs { get; }

    internal static async Task<StartedProgram> StartAsync(ContainerFolder folder, OciRuntime runtime, ExecSpec exec, CancellationToken cancellationToken)
    {
        var files = new ExecFiles(folder);
        FifoWriter? input = null;
        PseudoTerminal? terminal = null;
        ProgramOutputs? outputs = null;
        try
        {
            files.Write(exec);
            // It loses its parent when the runtime ends, and becomes our child, so that its exit code reaches us.
            Subreaper.Become();
            if (exec.HasTerminal)
            {
                using var console = ConsoleSocket.Listen(runtime.NewConsolePath());
                await runtime.ExecDetachedAsync(folder, files, console.Path, cancellationToken).ConfigureAwait(false);
                terminal = await console.ReceiveAsync(cancellationToken).ConfigureAwait(false);
                outputs = ProgramOutputs.Of(terminal);
            }
            else
            {
                Fifo.Create(files.Output);
                Fifo.Create(files.Error);
                outputs = ProgramOutputs.OpenPipes(files.Output, files.Error);
                input = exec.HasInput ? Fifo.CreateInput(files.Input) : null;
                await runtime.ExecDetachedAsync(folder, files, null, cancellationToken).ConfigureAwait(false);
                input?.StopReading();
            }
            var pid = files.ReadPid();
            var process = pid is { } number && ProcessIdentity.FindUnreaped(number) is { } identity ? ProcessHandle.TryOpen(identity) : null;
            // One that was quick may have been reaped already.
            var exitCode = process is null && pid is { } gone ? Subreaper.TakeExit(gone) : null;
            return new(files, process, exitCode, input, terminal, outputs);
        }
        catch
        {
            await EndAsync(files, input, terminal, outputs).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What it reads, to be written; null where it reads nothing, or nobody reads it any more.</summary>
    internal Stream? OpenInput() => _files.HasInput ? Fifo.TryOpenWrite(_files.Input) : null;

    /// <summary>Ends what it reads, once those who opened it have closed it.</summary>
    internal void EndInput() => _input?.Dispose();

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code; null where nobody can know it.</returns>
    internal Task<int?> WaitAsync(CancellationToken cancellationToken) => _process?.WaitForExitAsync(cancellationToken) ?? Task.FromResult(_exitCode);

    /// <summary>Lets go of it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process?.Dispose();
        await EndAsync(_files, _input, Terminal, Outputs).ConfigureAwait(false);
    }

    private static async ValueTask EndAsync(ExecFiles files, FifoWriter? input, PseudoTerminal? terminal, ProgramOutputs? outputs)
    {
        input?.Dispose();
        if (terminal is not null)
            await terminal.DisposeAsync().ConfigureAwait(false);
        if (outputs is not null)
            await outputs.DisposeAsync().ConfigureAwait(false);
        files.Delete();
    }
}
