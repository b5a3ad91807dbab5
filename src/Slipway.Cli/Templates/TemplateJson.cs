// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Slipway.Cli.Templates;

/// <summary>Values as JSON, byte for byte as Go's encoder writes them without HTML's escapes.</summary>
internal static class TemplateJson
{
    private const string Hex = "0123456789abcdef";

    /// <summary>The JSON of a value, without white space.</summary>
    public static string Write(TemplateValue value)
    {
        var json = new StringBuilder();
        Write(json, value);
        return json.ToString();
    }

    /// <summary>The JSON of a value, each level indented by four spaces, as <c>docker inspect</c> shows it.</summary>
    public static string WriteIndented(TemplateValue value)
    {
        var (json, result, depth, inText) = (Write(value), new StringBuilder(), 0, false);
        for (var at = 0; at < json.Length; at++)
        {
            var c = json[at];
            if (inText || c == '"')
            {
                result.Append(c);
                if (c == '\\')
                    result.Append(json[++at]);
                else if (c == '"')
                    inText = !inText;
                continue;
            }
            if (c is '{' or '[')
            {
                result.Append(c);
                if (json[at + 1] is '}' or ']')
                    result.Append(json[++at]);
                else
                    NewLine(result, ++depth);
            }
            else if (c is '}' or ']')
            {
                NewLine(result, --depth);
                result.Append(c);
            }
            else
            {
                result.Append(c);
                if (c == ',')
                    NewLine(result, depth);
                else if (c == ':')
                    result.Append(' ');
            }
        }
        return result.ToString();
    }

    /// <summary>A time as Go encodes one: RFC 3339 with as many digits of the second as are not zero.</summary>
    public static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void NewLine(StringBuilder json, int depth) => json.Append('\n').Append(' ', depth * 4);

    private static void Write(StringBuilder json, TemplateValue value)
    {
        switch (value)
        {
            case TemplateNil or TemplateList { IsNull: true } or TemplateMap { IsNull: true }:
                json.Append("null");
                break;
            case TemplateBool truth:
                json.Append(truth.Value ? "true" : "false");
                break;
            case TemplateInteger number:
                json.Append(CultureInfo.InvariantCulture, $"{number.Value}");
                break;
            case TemplateDuration duration:
                json.Append(CultureInfo.InvariantCulture, $"{duration.Nanoseconds}");
                break;
            case TemplateFloat number:
                json.Append(CultureInfo.InvariantCulture, $"{number.Value}");
                break;
            case TemplateText text:
                WriteText(json, text.Value);
                break;
            case TemplateTime time:
                WriteText(json, TimeText(time.Value));
                break;
            case TemplateList list:
                WriteAll(json, '[', ']', list.Items, Write);
                break;
            case TemplateMap map:
                WriteAll(json, '{', '}', map.Entries, static (json, entry) => WriteField(json, entry.Key, entry.Value));
                break;
            case TemplateRecord record:
                WriteAll(json, '{', '}', record.Fields.Where(static field => !field.IsOmitted), static (json, field) => WriteField(json, field.JsonName, field.Value));
                break;
            default:
                throw new InvalidOperationException($"A value of kind {value.Kind} has no JSON.");
        }
    }

    private static void WriteAll<T>(StringBuilder json, char open, char close, IEnumerable<T> items, Action<StringBuilder, T> write)
    {
        json.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                json.Append(',');
            first = false;
            write(json, item);
        }
        json.Append(close);
    }

    private static void WriteField(StringBuilder json, string name, TemplateValue value)
    {
        WriteText(json, name);
        json.Append(':');
        Write(json, value);
    }

    private static void WriteText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\':
                    json.Append('\\').Append(c);
                    break;
                case '\n':
                    json.Append(@"\n");
                    break;
                case '\r':
                    json.Append(@"\r");
                    break;
                case '\t':
                    json.Append(@"\t");
                    break;
                case < ' ':
                    json.Append(@"\u00").Append(Hex[c >> 4]).Append(Hex[c & 15]);
                    break;
                case '\u2028' or '\u2029':
                    json.Append(@"\u202").Append(c == '\u2028' ? '8' : '9');
                    break;
                default:
                    json.Append(c);
                    break;
            }
        }
        json.Append('"');
    }
}
