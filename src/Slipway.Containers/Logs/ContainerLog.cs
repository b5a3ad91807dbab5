// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Slipway.Containers;

/// <summary>
/// A container's log: lines of JSON, {"t":time,"s":"out"|"err","l":text}, in a file that is put aside as .1, .2, … when it has grown large. One process
/// writes it; any number may read it meanwhile.
/// </summary>
public sealed class ContainerLog(string path, ContainerLogOptions options, TimeProvider time)
{
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _writing = new();

    /// <summary>The file that is written now.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// Writes down what a detached container writes, until it has ended and everything is read. Cancelling stops the writing alone: the container goes on,
    /// and what it writes waits for the next reader. The pipes are open when this returns its task, so call it before the container is started.
    /// </summary>
    public Task PumpAsync(DetachedContainer container, CancellationToken cancellationToken) => new LogPump(this).RunAsync(container, cancellationToken);

    /// <summary>Adds lines, and puts the file aside when it is full.</summary>
    /// <exception cref="IOException">The disk is full, or the log's folder is gone.</exception>
    public void Write(LogSource source, IEnumerable<string> texts)
    {
        lock (_writing)
        {
            var file = OpenEnd();
            try
            {
                foreach (var text in texts)
                {
                    var line = JsonSerializer.SerializeToUtf8Bytes(
                        new LogLine { Time = time.GetUtcNow(), Source = source, Text = text }, ContainersJson.Default.LogLine);
                    if (file.Position > 0 && file.Position + line.Length + 1 > options.MaxFileBytes)
                    {
                        file.Dispose();
                        Rotate();
                        file = OpenEnd();
                    }
                    file.Write(line);
                    file.WriteByte((byte)'\n');
                }
            }
            finally
            {
                file.Dispose();
            }
        }
    }

    /// <summary>The lines, oldest first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Ends the reading; the only end of one that follows.</param>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var skip = query.Tail is { } tail ? Math.Max(0, await CountAsync(query, cancellationToken).ConfigureAwait(false) - tail) : 0;
        using var reader = new ContainerLogReader(Path, options.MaxFiles);
        while (true)
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (IsWanted(line, query) && skip-- <= 0)
                    yield return line;
            }
            if (query.Reading == LogReading.ToEnd)
                yield break;
            skip = 0;
            await Task.Delay(PollPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> CountAsync(LogQuery query, CancellationToken cancellationToken)
    {
        var count = 0L;
        using var reader = new ContainerLogReader(Path, options.MaxFiles);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
            count += IsWanted(line, query) ? 1 : 0;
        return count;
    }

    private static bool IsWanted(LogLine line, LogQuery query) => query.Since is not { } since || line.Time >= since;

    // Closed after each write, so that a full disk is noticed at once and the file may be taken away by others.
    private FileStream OpenEnd() => new(Path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private void Rotate()
    {
        File.Delete(ContainerLogReader.NameOf(Path, options.MaxFiles - 1));
        for (var age = options.MaxFiles - 2; age >= 0; age--)
        {
            if (File.Exists(ContainerLogReader.NameOf(Path, age)))
                File.Move(ContainerLogReader.NameOf(Path, age), ContainerLogReader.NameOf(Path, age + 1), overwrite: true);
        }
    }
}
