// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>Fills in the variables of Compose's texts: <c>$NAME</c>, <c>${NAME}</c> and its forms with <c>:-</c>, <c>-</c>, <c>:?</c>, <c>?</c>, <c>:+</c> and <c>+</c>; <c>$$</c> is the sign itself.</summary>
/// <param name="lookup">The value of a variable; null where it has none.</param>
/// <param name="miss">Told of a variable without a value that nothing stands for; null to tell nobody.</param>
internal sealed class ComposeVariables(Func<string, string?> lookup, Action<YamlScalar, string>? miss = null)
{
    private const int MaxDepth = 16;

    internal string? Find(string name) => lookup(name);

    /// <summary>The text with its variables filled in.</summary>
    /// <exception cref="HclException">It can't be read, or a variable that must be set isn't.</exception>
    internal string Fill(YamlScalar scalar)
    {
        var at = 0;
        return scalar.Text.Contains('$', StringComparison.Ordinal) ? Fill(scalar, ref at, 0) : scalar.Text;
    }

    private string Fill(YamlScalar scalar, ref int at, int depth)
    {
        var (text, filled) = (scalar.Text, new StringBuilder());
        if (depth > MaxDepth)
            throw new HclException(scalar.Place, $"variables stand more than {MaxDepth} deep in each other here");
        while (at < text.Length && !(depth > 0 && text[at] == '}'))
        {
            if (text[at] != '$')
                filled.Append(text[at++]);
            else if (at + 1 < text.Length && text[at + 1] == '$')
                (_, at) = (filled.Append('$'), at + 2);
            else if (at + 1 < text.Length && text[at + 1] == '{')
                filled.Append(FillBraces(scalar, ref at, depth));
            else if (ReadName(text, at + 1) is { Length: > 0 } name)
                (_, at) = (filled.Append(Find(scalar, name)), at + 1 + name.Length);
            else
                throw new HclException(scalar.Place, "a '$' is not followed by the name of a variable", "write $$ for the sign itself");
        }
        return filled.ToString();
    }

    private string FillBraces(YamlScalar scalar, ref int at, int depth)
    {
        var text = scalar.Text;
        var name = ReadName(text, at + 2);
        at += 2 + name.Length;
        var marks = at + 1 < text.Length && text[at] == ':' && text[at + 1] is '-' or '?' or '+' ? text.Substring(at, 2) : at < text.Length && text[at] is '-' or '?' or '+' ? text[at].ToString() : "";
        at += marks.Length;
        var word = Fill(scalar, ref at, depth + 1);
        if (name.Length == 0 || at >= text.Length || (marks.Length == 0 && word.Length > 0))
            throw new HclException(scalar.Place, "'${' is not closed after the name of a variable", "write ${NAME} or ${NAME:-default}, and $$ for the sign itself");
        at++;
        var value = lookup(name);
        var isThere = marks.StartsWith(':') ? !string.IsNullOrEmpty(value) : value is not null;
        return marks.TrimStart(':') switch
        {
            "-" => isThere ? value! : word,
            "+" => isThere ? word : "",
            "?" => isThere ? value! : throw new HclException(scalar.Place, $"the variable '{name}' is not set{(word.Length > 0 ? $": {word}" : "")}", $"set it in the environment or in .env"),
            _ => Find(scalar, name),
        };
    }

    private string Find(YamlScalar scalar, string name)
    {
        if (lookup(name) is { } value)
            return value;
        miss?.Invoke(scalar, name);
        return "";
    }

    private static string ReadName(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '_' || (end > at && char.IsAsciiDigit(text[end]))))
            end++;
        return text[at..end];
    }
}
