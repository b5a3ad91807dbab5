// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Cli.Templates;

/// <summary>One verb of a format, with its flags, width and precision: <c>%-10.3s</c>.</summary>
internal sealed record GoVerb
{
    /// <summary>The letter; NUL where the format ends before it.</summary>
    public required char Letter { get; init; }

    /// <summary>The least width, in characters.</summary>
    public int Width { get; init; }

    private int? Precision { get; init; }

    private string Flags { get; init; } = "";

    /// <summary>Reads a verb behind its percent sign.</summary>
    public static GoVerb Read(string format, ref int at, Func<TemplateValue?> take)
    {
        var flags = "";
        while (at < format.Length && "-+# 0".Contains(format[at], StringComparison.Ordinal))
            flags += format[at++];
        var width = ReadNumber(format, ref at, take) ?? 0;
        int? precision = null;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = ReadNumber(format, ref at, take) ?? 0;
        }
        if (width < 0)
            (flags, width) = (flags + "-", -width);
        return new() { Letter = at < format.Length ? format[at++] : '\0', Width = width, Precision = precision, Flags = flags };
    }

    /// <summary>The text of a value.</summary>
    public string Apply(TemplateValue value) => Pad(value, Letter switch
    {
        'v' => Value(value),
        's' when value is TemplateInteger or TemplateFloat or TemplateBool => null,
        's' => Cut(GoFormat.Value(value)),
        'd' => value switch { TemplateInteger number => Whole(number.Value), TemplateDuration duration => Whole(duration.Nanoseconds), _ => null },
        'q' => value is TemplateText text ? Quote(Cut(text.Value)) : value is TemplateList list ? $"[{string.Join(' ', list.Items.Select(Apply))}]" : null,
        't' => value is TemplateBool truth ? GoFormat.Value(truth) : null,
        'x' or 'X' => Hex(value),
        'c' => value is TemplateInteger number && Rune.IsValid((int)number.Value) ? new Rune((int)number.Value).ToString() : null,
        'o' => value is TemplateInteger number ? Convert.ToString(number.Value, 8) : null,
        'b' => value is TemplateInteger number ? Convert.ToString(number.Value, 2) : null,
        'f' or 'F' => value is TemplateFloat number ? Sign(number.Value) + number.Value.ToString($"F{Precision ?? 6}", CultureInfo.InvariantCulture) : null,
        'e' or 'E' => value is TemplateFloat number ? Sign(number.Value) + GoNumber.Exponent(number.Value.ToString($"{Letter}{Precision ?? 6}", CultureInfo.InvariantCulture)) : null,
        'g' or 'G' => value is TemplateFloat number ? Sign(number.Value) + (Precision is { } digits ? number.Value.ToString($"G{Math.Max(1, digits)}", CultureInfo.InvariantCulture) : GoNumber.Shortest(number.Value)) : null,
        'T' => value.Kind,
        _ => null,
    });

    private static int? ReadNumber(string format, ref int at, Func<TemplateValue?> take)
    {
        if (at < format.Length && format[at] == '*')
        {
            at++;
            return take() is TemplateInteger { Value: > -100_000 and < 100_000 } given ? (int)given.Value : 0;
        }
        var start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
            at++;
        return at == start ? null : int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }

    private string Value(TemplateValue value) => value switch
    {
        TemplateInteger number => Whole(number.Value),
        TemplateText text when Flags.Contains('#', StringComparison.Ordinal) => Quote(text.Value),
        TemplateText text => Cut(text.Value),
        TemplateRecord record when Flags.Contains('+', StringComparison.Ordinal) => $"{{{string.Join(' ', record.Fields.Select(static field => $"{field.Name}:{GoFormat.Value(field.Value)}"))}}}",
        _ => GoFormat.Value(value),
    };

    private string Whole(long value) => Sign(value) + (Precision is { } digits ? value.ToString($"D{digits}", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture));

    private string Sign(double value) => value < 0 ? "" : Flags.Contains('+', StringComparison.Ordinal) ? "+" : Flags.Contains(' ', StringComparison.Ordinal) ? " " : "";

    private string Cut(string text) => Precision is { } most ? string.Concat(text.EnumerateRunes().Take(most).Select(static rune => rune.ToString())) : text;

    private string? Hex(TemplateValue value)
    {
        var hex = value switch
        {
            TemplateInteger number => number.Value < 0 ? "-" + Convert.ToString(-number.Value, 16) : Convert.ToString(number.Value, 16),
            TemplateText text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text.Value)),
            _ => null,
        };
        var prefix = Flags.Contains('#', StringComparison.Ordinal) ? "0x" : "";
        return hex is null ? null : Letter == 'X' ? (prefix + hex).ToUpperInvariant() : prefix + hex;
    }

    // https://pkg.go.dev/strconv#Quote
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < ' ' or 0x7F => $"\\x{rune.Value:x2}",
                _ => rune.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    private string Pad(TemplateValue value, string? text)
    {
        if (text is null)
            return $"%!{Letter}({value.Kind}={GoFormat.Value(value)})";
        var missing = Width - text.EnumerateRunes().Count();
        if (missing <= 0)
            return text;
        if (Flags.Contains('-', StringComparison.Ordinal))
            return text + new string(' ', missing);
        if (!Flags.Contains('0', StringComparison.Ordinal))
            return new string(' ', missing) + text;
        // Zeros go behind the sign of a number.
        var sign = value is TemplateInteger or TemplateFloat && text[0] is '-' or '+' ? 1 : 0;
        return text[..sign] + new string('0', missing) + text[sign..];
    }
}
