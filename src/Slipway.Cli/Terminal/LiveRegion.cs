// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli;

/// <summary>
/// The last lines of a terminal, redrawn in place; lines printed above stay. Every update is one write, and the cursor is always left
/// visible at the start of a line, so that an interrupt at any moment leaves a usable terminal.
/// </summary>
internal sealed class LiveRegion(TextWriter writer, Func<(int Width, int Height)> size)
{
    private int _drawn;

    /// <summary>Prints lines above the region, then draws the region anew.</summary>
    public void Update(IReadOnlyList<string> above, IReadOnlyList<string> region)
    {
        var (width, height) = size();
        var text = new StringBuilder();
        if (_drawn > 0)
            text.Append($"\x1B[{_drawn}F");
        foreach (var line in above)
            text.Append(line).Append("\x1B[K\n");
        var shown = region.Take(Math.Max(1, height - 1)).ToList();
        foreach (var line in shown)
            text.Append(ClipStyled(line, width)).Append("\x1B[K\n");
        text.Append("\x1B[J");
        _drawn = shown.Count;
        writer.Write(text.ToString());
        writer.Flush();
    }

    // Escape sequences take no room.
    private static string ClipStyled(string line, int width)
    {
        var (visible, at) = (0, 0);
        while (at < line.Length)
        {
            if (line[at] == '\x1B')
            {
                var end = line.IndexOf('m', at);
                at = end < 0 ? line.Length : end + 1;
                continue;
            }
            if (++visible >= width)
                return string.Concat(line.AsSpan(0, at), "…\x1B[0m");
            at++;
        }
        return line;
    }
}
