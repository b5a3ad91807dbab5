// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Looks for brackets that are left open in a text that is not YAML, to say where.</summary>
internal static class YamlBrackets
{
    /// <summary>The place of the innermost bracket that is never closed, or closed by the other kind; null where all are closed.</summary>
    internal static int? FindOpen(string text)
    {
        var open = new Stack<int>();
        for (var at = 0; at < text.Length; at++)
        {
            var begins = at == 0 || char.IsWhiteSpace(text[at - 1]) || (open.Count > 0 && text[at - 1] is '[' or '{' or ',' or ':');
            if (text[at] == '#' && (at == 0 || char.IsWhiteSpace(text[at - 1])))
                at = EndOfLine(text, at);
            else if (text[at] is '"' or '\'' && begins)
                at = EndOfQuote(text, at);
            else if (text[at] is '[' or '{' && (begins || open.Count > 0))
                open.Push(at);
            else if (text[at] is ']' or '}' && open.TryPop(out var before) && text[before] == '[' != (text[at] == ']'))
                return before;
        }
        return open.TryPop(out var left) ? left : null;
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    private static int EndOfQuote(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && text[start] == '"')
                at++;
            else if (text[at] == text[start])
                return at;
        }
        return text.Length;
    }
}
