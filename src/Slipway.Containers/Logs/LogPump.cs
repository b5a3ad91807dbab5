// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Reads the pipes of a detached container and writes lines to its log.</summary>
internal sealed class LogPump(ContainerLog log)
{
    private const int BufferBytes = 64 * 1024;

    internal async Task RunAsync(DetachedContainer container, CancellationToken cancellationToken)
    {
        var output = Fifo.OpenRead(container.Folder.Output);
        var error = Fifo.OpenRead(container.Folder.Error);
        await using (output.ConfigureAwait(false))
        await using (error.ConfigureAwait(false))
        {
            using var ended = new CancellationTokenSource();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, cancellationToken);
            var pumps = Task.WhenAll(CopyAsync(output, LogSource.Output, ended, either.Token), CopyAsync(error, LogSource.Error, ended, either.Token));
            var exit = container.WaitAsync(either.Token);
            await Task.WhenAny(exit, pumps).ConfigureAwait(false);
            if (!cancellationToken.IsCancellationRequested)
                await ended.CancelAsync().ConfigureAwait(false);
            await pumps.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await exit.ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(Stream pipe, LogSource source, CancellationTokenSource ended, CancellationToken either)
    {
        var splitter = new LineSplitter();
        var buffer = new byte[BufferBytes];
        while (await ReadAsync(pipe, buffer, ended, either).ConfigureAwait(false) is > 0 and var count)
            log.Write(source, splitter.Add(buffer.AsMemory(0, count)));
        if (splitter.Rest() is { } rest)
            log.Write(source, [rest]);
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
