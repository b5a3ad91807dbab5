// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Cli;

/// <summary>
/// The last lines of a terminal, redrawn in place; lines printed above stay. Every update is one write, and the cursor is always left
/// visible at the start of a line, so that an interrupt at any moment leaves a usable terminal.
/// </summary>
internal sealed class LiveRegion(TextWriter writer, Func<(int Width, int Height)> size)
{
    private IReadOnlyList<int> _drawn = [];

    /// <summary>How many columns and lines the terminal has now.</summary>
    public (int Width, int Height) Size => size();

    /// <summary>Prints lines above the region, then draws the region anew, as much of it as the terminal has lines and columns for.</summary>
    public void Update(IReadOnlyList<string> above, IReadOnlyList<string> region)
    {
        var (width, height) = size();
        var text = new StringBuilder();
        // A terminal that became narrower has wrapped what was drawn.
        var rows = _drawn.Sum(drawn => Math.Max(1, (drawn + width - 1) / width));
        if (rows > 0)
            text.Append($"\x1B[{rows}F");
        foreach (var line in above)
            text.Append(line).Append("\x1B[K\n");
        var shown = region.Take(Math.Max(1, height - 1)).Select(line => TextWidth.Clip(line, width - 1)).ToList();
        foreach (var line in shown)
            text.Append(line).Append("\x1B[K\n");
        text.Append("\x1B[J");
        _drawn = [.. shown.Select(TextWidth.Of)];
        writer.Write(text.ToString());
        writer.Flush();
    }
}
