// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Reads what a program writes, writes it to a log if there is one, and shows it to those who are attached.</summary>
internal sealed class OutputPump(LogPump? log, Audience audience)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads until the program has ended and everything is read. Cancelling leaves what waits to the next reader.</summary>
    /// <param name="outputs">What is read; the caller keeps and disposes it.</param>
    /// <param name="exit">The program's end.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async Task RunAsync(ProgramOutputs outputs, Task exit, CancellationToken cancellationToken)
    {
        using var ended = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancellationToken);
        try
        {
            var pumps = Task.WhenAll(outputs.Sources.Select(source => CopyAsync(source.Stream, source.Source, ended, either.Token, cancellationToken)));
            await Task.WhenAny(exit, pumps).ConfigureAwait(false);
            // Whoever is slow gets the rest at their own pace, of which there is a pipe full at most; nothing else waits for it.
            audience.StopWaiting();
            if (!cancellationToken.IsCancellationRequested)
                await ended.CancelAsync().ConfigureAwait(false);
            await pumps.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await exit.ConfigureAwait(false);
        }
        finally
        {
            audience.End();
        }
    }

    private async Task CopyAsync(Stream stream, LogSource source, CancellationTokenSource ended, CancellationToken either, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await NextAsync().ConfigureAwait(false) is > 0 and var count)
        {
            var bytes = buffer.AsMemory(0, count);
            log?.Write(source, bytes);
            await audience.OfferAsync(source, bytes).ConfigureAwait(false);
        }
        log?.End(source);

        // A terminal ends by itself when the program has, and a pipe that we have open ourselves does not.
        Task<int> NextAsync() => stream is PseudoTerminal ? ReadTerminalAsync(stream, buffer, cancellationToken) : ReadAsync(stream, buffer, ended, either);
    }

    private static async Task<int> ReadTerminalAsync(Stream terminal, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await terminal.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static async Task<int> ReadAsync(Stream pipe, byte[] buffer, CancellationTokenSource ended, CancellationToken either)
    {
        try
        {
            if (!either.IsCancellationRequested)
                return await pipe.ReadAsync(buffer, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Goes on below.
        }
        // The container has ended, or we stop. What waits is read in the first case, without waiting for more; in the second it is the next reader's.
        return ended.IsCancellationRequested && Fifo.CountWaiting(pipe) > 0 ? await pipe.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false) : 0;
    }
}
