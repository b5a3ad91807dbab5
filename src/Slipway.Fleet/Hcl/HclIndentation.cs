// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Takes the indentation that all lines of a heredoc share (<c>&lt;&lt;-</c>); lines of nothing but blanks neither count nor change.</summary>
internal static class HclIndentation
{
    internal static void Remove(IReadOnlyList<HclTemplatePiece> pieces)
    {
        var (least, lines) = (int.MaxValue, new List<HclTemplatePiece>());
        var begins = true;
        foreach (var piece in pieces)
        {
            if (begins && piece.Kind != HclPieceKind.Text)
            {
                least = 0;
            }
            else if (begins && !(string.IsNullOrWhiteSpace(piece.Text) && piece.Text.EndsWith('\n')))
            {
                least = Math.Min(least, piece.Text.Length - piece.Text.TrimStart().Length);
                lines.Add(piece);
            }
            begins = piece.Kind == HclPieceKind.Text && piece.Text.EndsWith('\n');
        }
        foreach (var line in lines)
            line.Text = line.Text[least..];
    }
}
