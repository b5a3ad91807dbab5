// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Writes words for a shell.</summary>
internal static partial class ShellText
{
    [GeneratedRegex(@"\A[A-Za-z0-9_./:@%+=,-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    /// <summary>The text as one word, in quotes where it needs them.</summary>
    internal static string Quote(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
