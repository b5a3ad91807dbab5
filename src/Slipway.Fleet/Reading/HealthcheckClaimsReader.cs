// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads what is claimed of a health check: <c>present</c>, <c>absent</c>, or what it runs and when.</summary>
internal sealed class HealthcheckClaimsReader(List<Diagnostic> diagnostics)
{
    private const long NanosecondsPerTick = 100;

    private static readonly (string Word, HealthcheckPart Part)[] Times =
    [
        ("interval", HealthcheckPart.Interval), ("timeout", HealthcheckPart.Timeout), ("start-period", HealthcheckPart.StartPeriod),
        ("start-interval", HealthcheckPart.StartInterval),
    ];

    internal HealthcheckSettings Read(FieldReader fields)
    {
        if (fields.Take("healthcheck") is not { } value)
            return HealthcheckSettings.Empty;
        if (value is YamlMap map)
            return ReadDetails(map);
        if (fields.Text("healthcheck") is not { } text)
            return HealthcheckSettings.Empty;
        Presence? presence = text.Value switch { "true" or "present" => Presence.Present, "false" or "absent" => Presence.Absent, _ => null };
        if (presence is null)
            fields.Report(text.Place, $"'healthcheck' is present, absent or a map, not '{text.Value}'", "write 'healthcheck: { test: … }' for what it runs");
        return new() { Presence = presence is { } one ? new(one, text.Place) : null };
    }

    private HealthcheckSettings ReadDetails(YamlMap map)
    {
        var fields = new FieldReader(map, "'healthcheck'", diagnostics);
        if (map.Entries.Count == 0)
            fields.Report(map, "'healthcheck' claims nothing", "write present, absent, or a map of test, interval, timeout, start-period, start-interval and retries");
        var numbers = new Dictionary<HealthcheckPart, Located<long>>();
        foreach (var (word, part) in Times)
        {
            if (fields.Text(word) is not { } text)
                continue;
            if (GoDuration.Parse(text.Value) is { } time && time >= TimeSpan.Zero)
                numbers[part] = new(time.Ticks * NanosecondsPerTick, text.Place);
            else
                fields.Report(text.Place, $"'{text.Value}' is not a duration", "write it as in 30s or 1m30s");
        }
        if (fields.Text("retries") is { } retries)
        {
            if (int.TryParse(retries.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
                numbers[HealthcheckPart.Retries] = new(count, retries.Place);
            else
                fields.Report(retries.Place, $"'{retries.Value}' is not a number of retries", "write a number from 1 on");
        }
        var test = ReadTest(fields);
        fields.Finish();
        return new() { Test = test, Numbers = numbers };
    }

    private static Located<IReadOnlyList<string>>? ReadTest(FieldReader fields)
    {
        if (fields.Take("test") is YamlScalar)
            return fields.Text("test") is { } line ? new(["CMD-SHELL", line.Value], line.Place) : null;
        return fields.Command("test") is { } words ? new([.. words.Value[0] is "CMD" or "CMD-SHELL" ? [] : (string[])["CMD"], .. words.Value], words.Place) : null;
    }
}
