// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// A container's log: lines of JSON, {"t":time,"s":"out"|"err","l":text}, in a file that is put aside as .1, .2, … when it has grown large. One process
/// writes it; any number may read it meanwhile.
/// </summary>
public sealed class ContainerLog(string path, ContainerLogOptions options, TimeProvider time)
{
    private const int BatchBytes = 32 * 1024;
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _writing = new();
    private bool _endsWhole;

    /// <summary>The file that is written now.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// Writes down what a detached container writes, until it has ended and everything is read. Cancelling stops the writing alone: the container goes on,
    /// and what it writes waits for the next reader. The pipes are open when this returns its task, so call it before the container is started.
    /// </summary>
    /// <param name="container">Which.</param>
    /// <param name="warn">Told, a sentence, when the log can't be written, and when it can again; what comes in between is lost.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task PumpAsync(DetachedContainer container, Action<string> warn, CancellationToken cancellationToken) =>
        PumpToAllAsync(container, null, new Audience(), warn, cancellationToken);

    /// <summary>The same, and shows it to those who are attached.</summary>
    /// <param name="container">The container.</param>
    /// <param name="terminal">Its terminal, where it has one; the caller keeps it.</param>
    /// <param name="audience">Who is attached.</param>
    /// <param name="warn">Told when the log can't be written, and when it can again.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    internal async Task PumpToAllAsync(DetachedContainer container, PseudoTerminal? terminal, Audience audience, Action<string> warn, CancellationToken cancellationToken)
    {
        var outputs = container.OpenOutputs(terminal);
        await using (outputs.ConfigureAwait(false))
            await new OutputPump(new LogPump(this, warn), audience).RunAsync(outputs, container.WaitAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds lines, and puts the file aside when it is full. A line is there whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full, or the log's folder is gone; not all lines were written.</exception>
    public void Write(LogSource source, IEnumerable<string> texts)
    {
        if (!options.IsKept)
        {
            // They are made as they are read: all of them, that the pipe may be emptied.
            foreach (var _ in texts)
            {
            }
            return;
        }
        lock (_writing)
        {
            var batch = new ArrayBufferWriter<byte>();
            var file = OpenEnd();
            try
            {
                foreach (var text in texts)
                {
                    var line = JsonSerializer.SerializeToUtf8Bytes(
                        new LogLine { Time = time.GetUtcNow(), Source = source, Text = text }, ContainersJson.Default.LogLine);
                    var size = file.Position + batch.WrittenCount;
                    if (size > 0 && size + line.Length + 1 > options.MaxFileBytes)
                    {
                        Append(file, batch);
                        file.Dispose();
                        Rotate();
                        file = OpenEnd();
                    }
                    batch.Write(line);
                    batch.Write("\n"u8);
                    if (batch.WrittenCount >= BatchBytes)
                        Append(file, batch);
                }
                Append(file, batch);
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
            if (query.Reading == LogReading.ToEnd || query.Until <= time.GetUtcNow())
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

    private static bool IsWanted(LogLine line, LogQuery query) => (query.Since is not { } since || line.Time >= since) && (query.Until is not { } until || line.Time <= until);

    // What the disk has no room for is taken back, so that no half of a line is in the way of the next.
    private void Append(FileStream file, ArrayBufferWriter<byte> batch)
    {
        var end = file.Position;
        try
        {
            file.Write(batch.WrittenSpan);
            batch.ResetWrittenCount();
        }
        catch (IOException)
        {
            _endsWhole = false;
            file.SetLength(end);
            _endsWhole = true;
            throw;
        }
    }

    // Closed after each write, so that the file may be taken away by others; and without a buffer, so that a full disk is noticed at once.
    private FileStream OpenEnd()
    {
        var file = new FileStream(Path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if (!_endsWhole)
            EndLine(file);
        _endsWhole = true;
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    // Whoever wrote before may have been killed in the middle of a line, which would take the next one with it.
    private static void EndLine(FileStream file)
    {
        if (file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }

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
