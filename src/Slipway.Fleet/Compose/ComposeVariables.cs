// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>
/// Fills in the variables of Compose's texts: <c>$NAME</c>, <c>${NAME}</c> and its forms with <c>:-</c>, <c>-</c>, <c>:?</c>, <c>?</c>, <c>:+</c> and <c>+</c>; <c>$$</c> is the sign itself,
/// and so is one that no name follows.
/// </summary>
/// <param name="lookup">The value of a variable; null where it has none.</param>
/// <param name="miss">Told of a variable without a value that nothing stands for; null to tell nobody.</param>
internal sealed class ComposeVariables(Func<string, string?> lookup, Action<SourcePlace, string>? miss = null)
{
    private const int MaxDepth = 16;

    internal string? Find(string name) => lookup(name);

    /// <summary>The text with its variables filled in.</summary>
    /// <exception cref="HclException">It can't be read, or a variable that must be set isn't.</exception>
    internal string Fill(YamlScalar scalar) => Fill(scalar.Text, scalar.Place);

    /// <summary>The text with its variables filled in.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="HclException">It can't be read, or a variable that must be set isn't.</exception>
    internal string Fill(string text, SourcePlace place)
    {
        var at = 0;
        return text.Contains('$', StringComparison.Ordinal) ? Fill(new(text, place), ref at, 0, true) : text;
    }

    // What stands for nothing, as the default of a variable that is set, is read over: what it names needn't be there.
    private string Fill(Template template, ref int at, int depth, bool counts)
    {
        var (text, filled) = (template.Text, new StringBuilder());
        if (depth > MaxDepth)
            throw new HclException(template.Place, $"variables stand more than {MaxDepth} deep in each other here");
        for (var open = 0; at < text.Length; at++)
        {
            if (text[at] == '}' && depth > 0 && open-- == 0)
                break;
            if (text[at] == '{')
                open++;
            if (text[at] != '$' || at + 1 == text.Length)
                filled.Append(text[at]);
            else if (text[at + 1] == '$')
                filled.Append(text[at++]);
            else if (text[at + 1] == '{')
                filled.Append(FillBraces(template, ref at, depth, counts));
            else if (ReadName(text, at + 1) is { Length: > 0 } name)
                (_, at) = (filled.Append(counts ? Find(template, name) : ""), at + name.Length);
            else
                filled.Append(text[at]);
        }
        return filled.ToString();
    }

    // It ends at the brace that closes it.
    private string FillBraces(Template template, ref int at, int depth, bool counts)
    {
        var text = template.Text;
        var name = ReadName(text, at + 2);
        at += 2 + name.Length;
        var marks = at + 1 < text.Length && text[at] == ':' && text[at + 1] is '-' or '?' or '+' ? text.Substring(at, 2) : at < text.Length && text[at] is '-' or '?' or '+' ? text[at].ToString() : "";
        at += marks.Length;
        var value = counts ? lookup(name) : null;
        var isThere = marks.StartsWith(':') ? !string.IsNullOrEmpty(value) : value is not null;
        var form = marks.TrimStart(':');
        var word = Fill(template, ref at, depth + 1, counts && isThere == (form == "+"));
        if (name.Length == 0 || at >= text.Length || (marks.Length == 0 && word.Length > 0))
            throw new HclException(template.Place, "'${' is not closed after the name of a variable", "write ${NAME} or ${NAME:-default}, and $$ for the sign itself");
        return (counts, form) switch
        {
            (false, _) => "",
            (_, "-") => isThere ? value! : word,
            (_, "+") => isThere ? word : "",
            (_, "?") => isThere ? value! : throw new HclException(template.Place, $"the variable '{name}' is not set{(word.Length > 0 ? $": {word}" : "")}", "set it in the environment or in .env"),
            _ => Find(template, name),
        };
    }

    private string Find(Template template, string name)
    {
        if (lookup(name) is { } value)
            return value;
        miss?.Invoke(template.Place, name);
        return "";
    }

    private static string ReadName(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '_' || (end > at && char.IsAsciiDigit(text[end]))))
            end++;
        return text[at..end];
    }

    private readonly record struct Template(string Text, SourcePlace Place);
}
