// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Containers;

/// <summary>The grammar of volumes' names; Docker's.</summary>
public static partial class VolumeName
{
    internal const string Grammar = "has 2 to 128 letters, digits, '.', '_' or '-' and begins with a letter or digit";

    /// <summary>Whether a text is a volume's name.</summary>
    public static bool IsName(string text) => Pattern().IsMatch(text);

    /// <summary>The text, if it is a volume's name.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Require(string text) => IsName(text) ? text : throw new FormatException($"'{text}' is no volume's name; one {Grammar}.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{1,127}\z")]
    private static partial Regex Pattern();
}
