// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Reads A64's health check into the image configuration's form.</summary>
internal static partial class ModuleHealthReader
{
    [GeneratedRegex(@"\A([0-9]{1,9})(ms|s|m|h)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationGrammar();

    [GeneratedRegex(@"\A[1-9][0-9]{0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CountGrammar();

    public static HealthCheckConfig? Read(ModuleHealthRequest? request, List<ModuleProblem> problems)
    {
        if (request is null)
            return null;
        if (string.IsNullOrWhiteSpace(request.Test) || request.Test.Contains('\0', StringComparison.Ordinal))
            problems.Add(new("health_check.test", "missing", "is required: the command to run"));
        return new()
        {
            Test = ["CMD-SHELL", request.Test ?? ""],
            Interval = Duration("interval", request.Interval, problems),
            Timeout = Duration("timeout", request.Timeout, problems),
            StartPeriod = Duration("start_period", request.StartPeriod, problems),
            Retries = Count(request.Retries, problems),
        };
    }

    private static long? Duration(string field, string? text, List<ModuleProblem> problems)
    {
        if (text is null)
            return null;
        var match = DurationGrammar().Match(text);
        if (!match.Success)
        {
            problems.Add(new($"health_check.{field}", "invalid", $"'{text}' is not a duration, such as '30s', '1m' or '500ms'"));
            return null;
        }
        var unit = match.Groups[2].Value switch { "ms" => 1_000_000L, "s" => 1_000_000_000L, "m" => 60_000_000_000L, _ => 3_600_000_000_000L };
        var value = (Int128)long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
        if (value <= 24 * (Int128)3_600_000_000_000L)
            return (long)value;
        problems.Add(new($"health_check.{field}", "invalid", $"'{text}' is longer than a day"));
        return null;
    }

    private static int? Count(string? text, List<ModuleProblem> problems)
    {
        if (text is null)
            return null;
        if (CountGrammar().IsMatch(text))
            return int.Parse(text, CultureInfo.InvariantCulture);
        problems.Add(new("health_check.retries", "invalid", $"'{text}' is not a count from 1 to 9999"));
        return null;
    }
}
