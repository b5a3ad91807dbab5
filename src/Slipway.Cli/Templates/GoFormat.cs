// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Cli.Templates;

/// <summary>Values as Go's fmt prints them: <c>[a b]</c>, <c>map[key:value]</c>, <c>{first second}</c>; and <c>printf</c> with its verbs.</summary>
internal static class GoFormat
{
    private const int WidestField = 10_000;

    /// <summary>What an action writes for a value.</summary>
    public static string Print(TemplateValue value) => value is TemplateNil nil ? nil.Shown : Value(value);

    /// <summary>A value in its default form (<c>%v</c>).</summary>
    public static string Value(TemplateValue value) => value switch
    {
        TemplateNil => "<nil>",
        TemplateBool truth => truth.Value ? "true" : "false",
        TemplateInteger number => number.Value.ToString(CultureInfo.InvariantCulture),
        TemplateFloat number => GoNumber.Shortest(number.Value),
        TemplateText text => text.Value,
        TemplateDuration duration => GoNumber.Duration(duration.Nanoseconds),
        TemplateTime time => Time(time.Value),
        TemplateList list => $"[{string.Join(' ', list.Items.Select(Value))}]",
        TemplateMap map => $"map[{string.Join(' ', map.Entries.Select(static entry => $"{entry.Key}:{Value(entry.Value)}"))}]",
        TemplateRecord record => $"{{{string.Join(' ', record.Fields.Select(static field => Value(field.Value)))}}}",
        _ => throw new InvalidOperationException($"A value of kind {value.Kind} can't be printed."),
    };

    /// <summary>All values one behind the other, with a space between two of which neither is a text.</summary>
    public static string PrintAll(IReadOnlyList<TemplateValue> values)
    {
        var text = new StringBuilder();
        for (var at = 0; at < values.Count; at++)
        {
            if (at > 0 && values[at] is not TemplateText && values[at - 1] is not TemplateText)
                text.Append(' ');
            text.Append(Value(values[at]));
        }
        return text.ToString();
    }

    /// <summary><c>printf</c>. What doesn't fit its verb is shown as Go shows it: <c>%!d(string=abc)</c>.</summary>
    public static string Format(string format, IReadOnlyList<TemplateValue> arguments)
    {
        var (text, next, at) = (new StringBuilder(), 0, 0);
        while (at < format.Length)
        {
            var percent = format.IndexOf('%', at);
            text.Append(percent < 0 ? format.AsSpan(at) : format.AsSpan(at, percent - at));
            if (percent < 0)
                break;
            at = percent + 1;
            var verb = GoVerb.Read(format, ref at, () => next < arguments.Count ? arguments[next++] : null);
            if (verb.Letter == '\0')
                text.Append("%!(NOVERB)");
            else if (verb.Letter == '%')
                text.Append('%');
            else if (next >= arguments.Count)
                text.Append($"%!{verb.Letter}(MISSING)");
            else
                text.Append(verb.Width > WidestField ? "%!(BADWIDTH)" : verb.Apply(arguments[next++]));
        }
        if (next < arguments.Count)
            text.Append($"%!(EXTRA {string.Join(", ", arguments.Skip(next).Select(static rest => $"{rest.Kind}={Value(rest)}"))})");
        return text.ToString();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF' +0000 UTC'", CultureInfo.InvariantCulture);
}
