// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using YamlDotNet.Core;

namespace Slipway.Fleet;

/// <summary>Turns the parser's marks into spans of our text.</summary>
internal static class YamlMark
{
    internal static SourceSpan Span(SourceText source, Mark start, Mark end)
    {
        var from = Math.Clamp((int)start.Index, 0, source.Text.Length);
        var to = Math.Clamp((int)end.Index, from, source.Text.Length);
        // Blanks and line breaks after a value are not part of it.
        while (to > from && char.IsWhiteSpace(source.Text[to - 1]))
            to--;
        return SourceSpan.FromBounds(from, to);
    }
}
