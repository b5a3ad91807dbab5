// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Registry;

namespace Slipway.Cli;

/// <summary>Durations on the command line: <c>90s</c>, <c>30m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    private const string Form = "90s|30m|1h|7d";

    /// <summary>An option for a duration.</summary>
    public static Option<TimeSpan> Option(string name, string description, TimeSpan standard, string shown) => new(name)
    {
        Description = $"{description} [default: {shown}]",
        HelpName = Form,
        DefaultValueFactory = _ => standard,
        CustomParser = static result => Read(result) ?? default,
    };

    /// <summary>An option for a duration that may be left out.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name) { Description = description, HelpName = Form, CustomParser = Read };

    /// <summary>Reads a positive duration.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => Lapse.TryParse(text, out duration);

    private static TimeSpan? Read(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (TryParse(text, out var duration))
            return duration;
        result.AddError($"'{text}' is not a duration; expected a number and s, m, h or d, such as 1h.");
        return null;
    }
}
