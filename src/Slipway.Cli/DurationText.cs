// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Registry;

namespace Slipway.Cli;

/// <summary>Durations on the command line: <c>90s</c>, <c>30m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    /// <summary>An option for a duration.</summary>
    public static Option<TimeSpan> Option(string name, string description, TimeSpan standard, string shown) => new(name)
    {
        Description = $"{description} [default: {shown}]",
        HelpName = "90s|30m|1h|7d",
        DefaultValueFactory = _ => standard,
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (TryParse(text, out var duration))
                return duration;
            result.AddError($"'{text}' is not a duration; expected a number and s, m, h or d, such as 1h.");
            return default;
        },
    };

    /// <summary>Reads a positive duration.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => Lapse.TryParse(text, out duration);
}
