// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>Tells which texts every reader of YAML takes for themselves when they stand without quotes: those of YAML 1.1 and 1.2, in blocks and in brackets.</summary>
internal static partial class YamlPlain
{
    [GeneratedRegex(@"\A(?:(?!-{0,2}\.[0-9]|\.{3}\z)-{0,2}[A-Za-z_./][A-Za-z0-9_./=-]*|[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}|[0-9]{1,5}/[a-z]{3,4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();

    // Names of images, addresses and the like, which stand without quotes in blocks alone: in brackets old readers stumble over the colon.
    [GeneratedRegex(@"\A/?[A-Za-z][A-Za-z0-9_./@=-]*(?::[A-Za-z0-9_./@=-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainReference();

    // Times and amounts: 2s, 100m, 512Mi.
    [GeneratedRegex(@"\A[1-9][0-9]{0,17}(?:ms|s|m|h|M|Mi)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    // The words of YAML 1.1 as well: others than we read the file too.
    [GeneratedRegex(@"\A(?:y|n|yes|no|on|off|true|false|null|~|\.nan|[-+]?\.inf)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    /// <summary>Whether a text can stand without quotes, in brackets too.</summary>
    internal static bool CanStand(string text) => PlainText().IsMatch(text) && !Word().IsMatch(text);

    /// <summary>Whether a text can stand without quotes where no brackets are around it.</summary>
    internal static bool CanStandInBlock(string text) => CanStand(text) || Amount().IsMatch(text) || (PlainReference().IsMatch(text) && !Word().IsMatch(text));
}
