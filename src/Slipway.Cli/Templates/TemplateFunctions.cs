// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace Slipway.Cli.Templates;

/// <summary>The functions of templates: Go's own (pkg.go.dev/text/template#hdr-Functions) and those of Docker's command line.</summary>
internal static class TemplateFunctions
{
    private static readonly FrozenDictionary<string, Func<IReadOnlyList<TemplateValue>, TemplateValue>> Table =
        new Dictionary<string, Func<IReadOnlyList<TemplateValue>, TemplateValue>>(StringComparer.Ordinal)
        {
            ["json"] = static arguments => Text(TemplateJson.Write(One(arguments))),
            ["join"] = static arguments => Text(string.Join(TextAt(arguments, 1, "a separator"), Texts(arguments, 2))),
            ["split"] = static arguments => TemplateValue.OfTexts(Split(TextAt(arguments, 0, "a text"), TextAt(arguments, 1, "a separator", 2))),
            ["lower"] = static arguments => Text(TextAt(arguments, 0, "a text", 1).ToLowerInvariant()),
            ["upper"] = static arguments => Text(TextAt(arguments, 0, "a text", 1).ToUpperInvariant()),
            ["title"] = static arguments => Text(Title(TextAt(arguments, 0, "a text", 1))),
            ["pad"] = static arguments => Text(Pad(TextAt(arguments, 0, "a text", 3), IntegerAt(arguments, 1), IntegerAt(arguments, 2))),
            ["truncate"] = static arguments => Text(Truncate(TextAt(arguments, 0, "a text", 2), IntegerAt(arguments, 1))),
            ["print"] = static arguments => Text(GoFormat.PrintAll(arguments)),
            ["println"] = static arguments => Text(string.Join(' ', arguments.Select(GoFormat.Value)) + "\n"),
            ["printf"] = static arguments => Text(GoFormat.Format(TextAt(arguments, 0, "a format"), [.. arguments.Skip(1)])),
            ["len"] = static arguments => new TemplateInteger(Length(One(arguments))),
            ["index"] = static arguments => arguments.Count > 0 ? arguments.Skip(1).Aggregate(arguments[0], Index) : throw Lacks("a list or a map"),
            ["slice"] = Slice,
            ["not"] = static arguments => new TemplateBool(!One(arguments).IsTrue),
            ["eq"] = static arguments => new TemplateBool(arguments.Count > 1
                ? arguments.Skip(1).Any(other => TemplateComparison.AreEqual(arguments[0], other)) : throw Lacks("something to compare with")),
            ["ne"] = static arguments => new TemplateBool(!TemplateComparison.AreEqual(Of(arguments, 0, 2), arguments[1])),
            ["lt"] = static arguments => new TemplateBool(TemplateComparison.Compare(Of(arguments, 0, 2), arguments[1]) < 0),
            ["le"] = static arguments => new TemplateBool(TemplateComparison.Compare(Of(arguments, 0, 2), arguments[1]) <= 0),
            ["gt"] = static arguments => new TemplateBool(TemplateComparison.Compare(Of(arguments, 0, 2), arguments[1]) > 0),
            ["ge"] = static arguments => new TemplateBool(TemplateComparison.Compare(Of(arguments, 0, 2), arguments[1]) >= 0),
            ["html"] = static arguments => Text(WebUtility.HtmlEncode(GoFormat.PrintAll(arguments)).Replace("&quot;", "&#34;", StringComparison.Ordinal)),
            ["urlquery"] = static arguments => Text(Uri.EscapeDataString(GoFormat.PrintAll(arguments)).Replace("%20", "+", StringComparison.Ordinal)),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names; <c>and</c> and <c>or</c> evaluate their arguments themselves.</summary>
    public static IReadOnlySet<string> Names { get; } = Table.Keys.Append("and").Append("or").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Calls a function.</summary>
    /// <exception cref="TemplateFunctionException">It can't do with the arguments.</exception>
    public static TemplateValue Call(string name, IReadOnlyList<TemplateValue> arguments) => Table[name](arguments);

    /// <summary>Calls a function for the headings of a table, where values are headings: those that change texts don't.</summary>
    public static TemplateValue CallForHeading(string name, IReadOnlyList<TemplateValue> arguments) => name switch
    {
        "json" or "title" or "lower" or "upper" or "truncate" or "pad" or "join" or "split" => Of(arguments, 0, 1),
        _ => Call(name, arguments),
    };

    private static TemplateText Text(string text) => new(text);

    private static TemplateValue One(IReadOnlyList<TemplateValue> arguments) => arguments.Count == 1 ? arguments[0]
        : throw new TemplateFunctionException($"expected one argument, got {arguments.Count}");

    private static TemplateValue Of(IReadOnlyList<TemplateValue> arguments, int at, int count) => arguments.Count >= count ? arguments[at]
        : throw new TemplateFunctionException($"expected {count} arguments, got {arguments.Count}");

    private static string TextAt(IReadOnlyList<TemplateValue> arguments, int at, string what, int? count = null)
    {
        if (count is { } expected && arguments.Count != expected)
            throw new TemplateFunctionException($"expected {expected} argument{(expected == 1 ? "" : "s")}, got {arguments.Count}");
        return at >= arguments.Count ? throw Lacks(what) : arguments[at] is TemplateText text ? text.Value
            : throw new TemplateFunctionException($"expected {what}, got a value of kind {arguments[at].Kind}", "print makes a text of any value: (print .Field)");
    }

    private static int IntegerAt(IReadOnlyList<TemplateValue> arguments, int at) => arguments[at] is TemplateInteger { Value: >= 0 and <= 10_000 } number
        ? (int)number.Value : throw new TemplateFunctionException("expected a number from 0 to 10000");

    private static TemplateFunctionException Lacks(string what) => new($"{what} is missing");

    private static IEnumerable<string> Texts(IReadOnlyList<TemplateValue> arguments, int count) => Of(arguments, 0, count) switch
    {
        TemplateList list => list.Items.Select(static item => item is TemplateText text ? text.Value
            : throw new TemplateFunctionException($"expected a list of texts, got a {item.Kind} in it")),
        TemplateNil => [],
        var other => throw new TemplateFunctionException($"expected a list, got a value of kind {other.Kind}", "the list comes first: join .Config.Env \",\""),
    };

    // Go splits by nothing into characters.
    private static IEnumerable<string> Split(string text, string separator) =>
        separator.Length > 0 ? text.Split(separator) : text.EnumerateRunes().Select(static rune => rune.ToString());

    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        var before = ' ';
        foreach (var c in text)
        {
            var starts = !(char.IsLetterOrDigit(before) || before == '_') && (char.IsAscii(before) || char.IsWhiteSpace(before));
            result.Append(starts ? char.ToUpperInvariant(c) : c);
            before = c;
        }
        return result.ToString();
    }

    private static string Pad(string text, int before, int behind) => text.Length == 0 ? text : new string(' ', before) + text + new string(' ', behind);

    // By bytes, as Go counts.
    private static string Truncate(string text, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < length ? text : Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }

    private static long Length(TemplateValue value) => value switch
    {
        TemplateText text => Encoding.UTF8.GetByteCount(text.Value),
        TemplateList list => list.Items.Count,
        TemplateMap map => map.Entries.Count,
        _ => throw new TemplateFunctionException($"a value of kind {value.Kind} has no length"),
    };

    private static TemplateValue Index(TemplateValue value, TemplateValue at) => (value, at) switch
    {
        (TemplateMap { HasOwnKeys: false } map, TemplateText key) => map.Entries.GetValueOrDefault(key.Value) ?? map.Zero,
        (TemplateList list, TemplateInteger number) => number.Value >= 0 && number.Value < list.Items.Count ? list.Items[(int)number.Value]
            : throw new TemplateFunctionException($"{number.Value} is out of range: the list has {list.Items.Count} items"),
        (TemplateText text, TemplateInteger number) => Encoding.UTF8.GetBytes(text.Value) is var bytes && number.Value >= 0 && number.Value < bytes.Length
            ? new TemplateInteger(bytes[(int)number.Value])
            : throw new TemplateFunctionException($"{number.Value} is out of range: the text has {text.Value.Length} bytes"),
        (TemplateMap, _) => throw new TemplateFunctionException($"a map is indexed by a text, not by a value of kind {at.Kind}"),
        (TemplateList, _) => throw new TemplateFunctionException($"a list is indexed by a number, not by a value of kind {at.Kind}"),
        _ => throw new TemplateFunctionException($"a value of kind {value.Kind} can't be indexed", value is TemplateRecord ? "write its field: .Config.Env" : null),
    };

    private static TemplateValue Slice(IReadOnlyList<TemplateValue> arguments)
    {
        if (arguments.Count is 0 or > 3)
            throw new TemplateFunctionException($"expected a value and up to two positions, got {arguments.Count} arguments");
        var from = arguments.Count > 1 ? IntegerAt(arguments, 1) : 0;
        var length = (int)Length(arguments[0]);
        var to = arguments.Count > 2 ? IntegerAt(arguments, 2) : length;
        if (from > to || to > length)
            throw new TemplateFunctionException($"{from} to {to} is out of range: there are {length}");
        return arguments[0] switch
        {
            TemplateText text => Text(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Value)[from..to])),
            TemplateList list => new TemplateList([.. list.Items.Skip(from).Take(to - from)]),
            var other => throw new TemplateFunctionException($"a value of kind {other.Kind} can't be sliced"),
        };
    }
}
