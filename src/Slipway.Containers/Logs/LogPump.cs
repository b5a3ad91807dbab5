// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Writes what a program writes to a log, as lines.</summary>
internal sealed class LogPump(ContainerLog log, Action<string> warn)
{
    private readonly Dictionary<LogSource, LineSplitter> _splitters = new() { [LogSource.Output] = new(), [LogSource.Error] = new() };

    private long _lost;

    /// <summary>Writes the lines that some more of a stream completes. Two streams may be written at once.</summary>
    internal void Write(LogSource source, ReadOnlyMemory<byte> bytes) => Write(source, [.. _splitters[source].Add(bytes)]);

    /// <summary>Writes what is left of a stream that is over.</summary>
    internal void End(LogSource source)
    {
        if (_splitters[source].Rest() is { } rest)
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
}
