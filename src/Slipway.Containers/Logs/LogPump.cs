// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Reads the pipes of a detached container and writes lines to its log.</summary>
internal sealed class LogPump(ContainerLog log, Action<string> warn)
{
    private const int BufferBytes = 64 * 1024;

    private long _lost;

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
            Write(source, [.. splitter.Add(buffer.AsMemory(0, count))]);
        if (splitter.Rest() is { } rest)
            Write(source, [rest]);
    }

    // A program must not stand still because the disk is full: what there is no room for is dropped, and told.
    private void Write(LogSource source, IReadOnlyList<string> lines)
    {
        try
        {
            log.Write(source, lines);
            if (_lost > 0)
                warn($"Its log is written again; {_lost} lines or so are missing.");
            _lost = 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (_lost == 0)
                warn($"Its log cannot be written, and what it says is lost until it can: {problem.Message}");
            _lost += Math.Max(1, lines.Count);
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
