// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>The last lines of a log.</summary>
/// <param name="count">How many are kept.</param>
internal sealed class LogTail(int count)
{
    private const int LongestLine = 4096;

    private readonly Queue<string> _lines = new();
    private readonly Lock _gate = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public void Add(string text)
    {
        lock (_gate)
        {
            foreach (var line in text.TrimEnd('\n').Split('\n'))
            {
                _lines.Enqueue(line.Length <= LongestLine ? line.TrimEnd('\r') : line[..LongestLine] + "…");
                while (_lines.Count > count)
                    _lines.Dequeue();
            }
        }
    }
}
