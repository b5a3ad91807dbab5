// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Times, in RFC 3339 and in seconds since 1970.</summary>
internal static partial class TimeFunctions
{
    private const string Written = "yyyy-MM-dd'T'HH:mm:ss";

    internal static IEnumerable<HclFunction> All =>
    [
        new("formatdate", 2, 2, static call => HclValue.String(Format(call, call.Text(0), Read(call, 1)))),
        new("formattimestamp", 2, 2, static call => HclValue.String(FormatTimestamp(call))),
        new("timeadd", 2, 2, static call => HclValue.String(Write(Read(call, 0) + Duration(call)))),
        new("unixtimestampparse", 1, 1, ParseUnix),
    ];

    /// <summary><c>timestamp</c>, by a clock.</summary>
    internal static HclFunction Timestamp(TimeProvider time) => new("timestamp", 0, 0, _ => HclValue.String(Write(time.GetUtcNow())));

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();

    [GeneratedRegex(@"'(?<text>(?:[^']|'')*)'|(?<letters>([A-Za-z])\1*)|(?<quote>')|(?<other>[^A-Za-z']+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(?<number>\d+(?:\.\d*)?|\.\d+)(?<unit>ns|us|µs|ms|s|m|h)", RegexOptions.CultureInvariant)]
    private static partial Regex Spans();

    private static string Write(DateTimeOffset time) => time.ToString(Written, CultureInfo.InvariantCulture) + Zone(time, ":", "Z");

    private static string Zone(DateTimeOffset time, string between, string zero) => time.Offset == TimeSpan.Zero ? zero
        : (time.Offset < TimeSpan.Zero ? "-" : "+") + time.Offset.ToString("hh", CultureInfo.InvariantCulture) + between + time.Offset.ToString("mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Read(HclArguments call, int index)
    {
        var text = call.Text(index);
        return Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time : throw call.Refuse(index, $"'{text}' is no time of RFC 3339", "write it as in 2026-01-31T12:00:00Z");
    }

    private static DateTimeOffset Unix(HclArguments call, int index)
    {
        var number = call.Number(index);
        return number.IsInteger && BigInteger.Abs(number.ToBigInteger()) < 62_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds((long)number.ToBigInteger()) : throw call.Refuse(index, $"{number} is no whole number of seconds since 1970");
    }

    private static string FormatTimestamp(HclArguments call)
    {
        var time = call.Value(1).Kind == HclKind.Number ? Unix(call, 1) : Read(call, 1);
        return call.Text(0) == "X" ? time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : Format(call, call.Text(0), time);
    }

    private static TimeSpan Duration(HclArguments call)
    {
        var text = call.Text(1);
        var isNegative = text.StartsWith('-');
        var matches = Spans().Matches(text);
        if (matches.Count == 0 || matches.Sum(static match => match.Length) != text.TrimStart('-', '+').Length)
            throw call.Refuse(1, $"'{text}' is no duration", "write it as in 1h30m");
        var seconds = matches.Sum(static match => double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch
        {
            "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "ns" => 1e-9, _ => 1e-6,
        });
        return seconds < 1e11 ? TimeSpan.FromSeconds(isNegative ? -seconds : seconds) : throw call.Refuse(1, $"'{text}' is too long");
    }

    private static string Format(HclArguments call, string format, DateTimeOffset time)
    {
        var text = new StringBuilder();
        foreach (Match part in Parts().Matches(format))
        {
            if (part.Groups["text"].Success)
                text.Append(part.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal));
            else if (part.Groups["letters"].Success)
                text.Append(Verb(part.Value, time) ?? throw call.Refuse(0, $"'{part.Value}' is no part of a date", "put plain text in single quotes"));
            else if (part.Groups["quote"].Success)
                throw call.Refuse(0, "a single quote has no end");
            else
                text.Append(part.Value);
        }
        return text.ToString();
    }

    private static string? Verb(string letters, DateTimeOffset time) => letters switch
    {
        "YYYY" => time.ToString("yyyy", CultureInfo.InvariantCulture),
        "YY" => time.ToString("yy", CultureInfo.InvariantCulture),
        "hh" => time.ToString("HH", CultureInfo.InvariantCulture),
        "MMMM" or "MMM" or "MM" or "mm" or "ss" => time.ToString(letters, CultureInfo.InvariantCulture),
        "M" => time.ToString("%M", CultureInfo.InvariantCulture),
        "DD" => time.ToString("dd", CultureInfo.InvariantCulture),
        "D" => time.ToString("%d", CultureInfo.InvariantCulture),
        "EEEE" => time.ToString("dddd", CultureInfo.InvariantCulture),
        "EEE" => time.ToString("ddd", CultureInfo.InvariantCulture),
        "HH" => time.ToString("hh", CultureInfo.InvariantCulture),
        "H" => time.ToString("%h", CultureInfo.InvariantCulture),
        "h" => time.ToString("%H", CultureInfo.InvariantCulture),
        "m" => time.ToString("%m", CultureInfo.InvariantCulture),
        "s" => time.ToString("%s", CultureInfo.InvariantCulture),
        "AA" => time.ToString("tt", CultureInfo.InvariantCulture),
        "aa" => time.ToString("tt", CultureInfo.InvariantCulture).ToLowerInvariant(),
        "ZZZZZ" => Zone(time, ":", "+00:00"),
        "ZZZZ" => Zone(time, "", "+0000"),
        "ZZZ" => Zone(time, "", "UTC"),
        "Z" => Zone(time, ":", "Z"),
        _ => null,
    };

    private static HclValue ParseUnix(HclArguments call)
    {
        var time = Unix(call, 0);
        KeyValuePair<string, HclValue> Part(string name, int value) => new(name, HclValue.Number(value));
        return HclValue.Object(
        [
            Part("year", time.Year), Part("year_day", time.DayOfYear), Part("day", time.Day), Part("month", time.Month), Part("weekday", (int)time.DayOfWeek),
            Part("hour", time.Hour), Part("minute", time.Minute), Part("second", time.Second), Part("iso_year", ISOWeek.GetYear(time.DateTime)), Part("iso_week", ISOWeek.GetWeekOfYear(time.DateTime)),
            new("month_name", HclValue.String(time.ToString("MMMM", CultureInfo.InvariantCulture))), new("weekday_name", HclValue.String(time.DayOfWeek.ToString())), new("rfc3339", HclValue.String(Write(time))),
        ]);
    }
}
