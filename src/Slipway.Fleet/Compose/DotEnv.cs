// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>
/// Reads <c>.env</c> files as Compose does: NAME=VALUE lines, with <c>export</c> before them, quotes around values, which may go over several lines, and comments behind them;
/// a name alone has the value of the environment.
/// </summary>
internal sealed partial class DotEnv
{
    private const int MaxBytes = 1024 * 1024;
    private const string Blanks = " \t\v\f\r";

    private readonly SourceText _source;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);
    private int _at;

    private DotEnv(SourceText source, Func<string, string?> environment) => (_source, _environment) = (source, environment);

    private string Text => _source.Text;

    [GeneratedRegex(@"\A[\p{L}\p{N}_.\-\[\]]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("""\\(?:(?<sign>[abcfnrtv$"\\])|0(?<octal>[0-7]{3}))""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escapes();

    /// <summary>The variables of a folder's <c>.env</c>; none where there is no such file.</summary>
    /// <exception cref="HclException">A line of it is none.</exception>
    internal static IReadOnlyDictionary<string, string> Read(string folder, Func<string, string?> environment) =>
        Path.Combine(folder, ".env") is var path && File.Exists(path) ? ReadFile(path, environment, null) : new Dictionary<string, string>();

    /// <summary>The variables of a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="environment">Values for what stands in it as <c>$NAME</c>, and for names alone.</param>
    /// <param name="use">Where the file is named; null where it is found.</param>
    /// <exception cref="HclException">It can't be read, or a line of it is none.</exception>
    internal static IReadOnlyDictionary<string, string> ReadFile(string path, Func<string, string?> environment, SourcePlace? use) => new DotEnv(Open(path, use), environment).Read();

    /// <summary>The text of a file of variables.</summary>
    /// <exception cref="HclException">It can't be read.</exception>
    internal static SourceText Open(string path, SourcePlace? use)
    {
        try
        {
            var source = SourceText.FromBytes(path, LinuxFile.ReadAll(path, MaxBytes));
            return source.FindInvalidByte(new(0, source.Text.Length)) is not { } invalid ? source
                : throw new HclException(new(source, new(invalid, 1)), "this byte is not UTF-8", "save the file as UTF-8");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HclException(use ?? new(SourceText.From(path, ""), new(0, 0)), $"the file '{path}' of variables can't be read: {problem.Message.TrimEnd('.')}", "name a file of lines NAME=VALUE, of 1 MiB at most");
        }
    }

    private Dictionary<string, string> Read()
    {
        while (true)
        {
            while (_at < Text.Length && char.IsWhiteSpace(Text[_at]))
                _at++;
            if (_at >= Text.Length)
                return _found;
            if (Text[_at] == '#')
                _at = EndOfLine();
            else
                ReadVariable();
        }
    }

    private void ReadVariable()
    {
        var (start, line) = (_at, Text[_at..EndOfLine()]);
        if (line.StartsWith("export", StringComparison.Ordinal) && line.Length > 6 && Blanks.Contains(line[6], StringComparison.Ordinal))
            start += line.Length - line[6..].TrimStart().Length;
        var sign = Text.AsSpan(start, EndOfLine() - start).IndexOfAny('=', ':');
        var end = sign < 0 ? EndOfLine() : start + sign;
        var name = Text[start..end].Trim();
        if (!Name().IsMatch(name))
            throw Problem(start, Math.Max(1, end - start), "this is no name of a variable", "write NAME=VALUE, the name of letters, digits, '_', '.' and '-'; a comment begins with '#'");
        _at = sign < 0 ? end : end + 1;
        if (sign >= 0)
            _found[name] = ReadValue();
        else if (_environment(name) is { } value)
            _found[name] = value;
    }

    private string ReadValue()
    {
        while (_at < Text.Length && Blanks.Contains(Text[_at], StringComparison.Ordinal))
            _at++;
        var start = _at;
        if (_at < Text.Length && Text[_at] is '"' or '\'')
            return ReadQuoted(Text[_at]);
        _at = EndOfLine();
        var line = Text[start.._at];
        return Fill((line.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment ? line[..comment] : line.StartsWith('#') && start > 0 && Text[start - 1] == ' ' ? "" : line).TrimEnd(), start);
    }

    // A backslash keeps the quote, and in double quotes it is what it is to shells.
    private string ReadQuoted(char quote)
    {
        var (start, value) = (_at++, new StringBuilder());
        for (; _at < Text.Length && Text[_at] != quote; _at++)
        {
            if (Text[_at] == '\\' && _at + 1 < Text.Length && Text[_at + 1] == quote)
                _at++;
            else if (Text[_at] == '\\' && _at + 1 < Text.Length)
                value.Append(Text[_at++]);
            value.Append(Text[_at]);
        }
        if (_at >= Text.Length)
            throw Problem(start, 1, "the value that begins with this quote has no end", $"add the other {quote}, or take this one out");
        var end = ++_at;
        var rest = Text[end..EndOfLine()].Trim();
        if (rest.Length > 0 && rest[0] != '#')
            throw Problem(end, EndOfLine() - end, "something stands behind the quote that ends the value", "put all of the value in quotes; a comment begins with '#'");
        _at = EndOfLine();
        return quote == '\'' ? value.ToString() : Fill(Escapes().Replace(value.ToString(), Unescape), start);
    }

    private static string Unescape(Match match) => match.Groups["octal"] is { Success: true, Value: var digits } ? ((char)Convert.ToInt32(digits, 8)).ToString() : match.Groups["sign"].Value switch
    {
        "a" => "\a",
        "b" => "\b",
        "f" => "\f",
        "n" => "\n",
        "r" => "\r",
        "t" => "\t",
        "v" => "\v",
        "$" => "$$",
        "c" => "\\c",
        var sign => sign,
    };

    private string Fill(string text, int start) => new ComposeVariables(name => _environment(name) ?? _found.GetValueOrDefault(name)).Fill(text, PlaceOf(start, EndOfLine(start) - start));

    private int EndOfLine() => EndOfLine(_at);

    private int EndOfLine(int from) => Text.IndexOf('\n', from) is >= 0 and var end ? end : Text.Length;

    private HclException Problem(int start, int length, string message, string help) => new(PlaceOf(start, length), message, help);

    // Secrets stand in such files: where something is wrong is told, and nothing is shown.
    private SourcePlace PlaceOf(int start, int length) => new(SourceText.From(_source.Path, string.Concat(Text.Select(static letter => letter == '\n' ? letter : '·'))), new(start, length));
}
