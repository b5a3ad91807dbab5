// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Containers;

/// <summary>Devices that a container may use, by their numbers.</summary>
/// <param name="Type">'c' for character devices, 'b' for block devices, 'a' for both.</param>
/// <param name="Major">The driver; null is any.</param>
/// <param name="Minor">Which of its devices; null is any.</param>
/// <param name="Access">What they may be used for: some of r, w and m.</param>
public sealed partial record DeviceRule(char Type, long? Major, long? Minor, string Access)
{
    /// <summary>Reads Docker's <c>--device-cgroup-rule</c>: <c>c 1:3 rwm</c>, with * for any number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DeviceRule Parse(string text) => RulePattern().Match(text) is { Success: true } match && IsAccess(match.Groups[4].Value)
        ? new(match.Groups[1].Value[0], NumberOf(match.Groups[2].Value), NumberOf(match.Groups[3].Value), match.Groups[4].Value)
        : throw new FormatException($"'{text}' is no rule for devices; expected such as 'c 1:3 rwm' or 'b 8:* r'.");

    internal static bool IsAccess(string text) => text.Length is >= 1 and <= 3 && text.All(static letter => letter is 'r' or 'w' or 'm') && text.Distinct().Count() == text.Length;

    private static long? NumberOf(string text) => text == "*" ? null : long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([acb]) (\d{1,8}|\*):(\d{1,8}|\*) ([rwm]{1,3})\z")]
    private static partial Regex RulePattern();
}
