// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>What a program writes, to be read: its two pipes, or its terminal.</summary>
internal sealed class ProgramOutputs : IAsyncDisposable
{
    private readonly bool _leaveOpen;

    private ProgramOutputs(bool leaveOpen, params IReadOnlyList<(Stream Stream, LogSource Source)> sources) => (_leaveOpen, Sources) = (leaveOpen, sources);

    internal IReadOnlyList<(Stream Stream, LogSource Source)> Sources { get; }

    /// <summary>Of a program without a terminal.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    internal static ProgramOutputs OpenPipes(string output, string error) =>
        new(leaveOpen: false, (Fifo.OpenRead(output), LogSource.Output), (Fifo.OpenRead(error), LogSource.Error));

    /// <summary>Of a program with a terminal, which the caller keeps; null where it is lost, and then there is nothing to read.</summary>
    internal static ProgramOutputs Of(PseudoTerminal? terminal) => terminal is null ? new(leaveOpen: true) : new(leaveOpen: true, (terminal, LogSource.Output));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_leaveOpen)
            return;
        foreach (var (stream, _) in Sources)
            await stream.DisposeAsync().ConfigureAwait(false);
    }
}
