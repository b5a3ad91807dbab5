// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>A version of an Alpine package in apk's order: <c>number{.number}[letter]{_suffix[number]}[~hash][-rN]</c>.</summary>
internal sealed partial class AlpineVersion : IComparable<AlpineVersion>
{
    // What stands before a plain version, the plain version itself ("") and what stands after it.
    private static readonly string[] Suffixes = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];
    private static readonly int Plain = Array.IndexOf(Suffixes, "");
    private readonly string[] _numbers;
    private readonly string _letter;
    private readonly (int Rank, string Number)[] _suffixes;
    private readonly string _revision;

    private AlpineVersion(Match match)
    {
        _numbers = match.Groups["numbers"].Value.Split('.');
        _letter = match.Groups["letter"].Value;
        var numbers = match.Groups["suffixnumber"].Captures;
        _suffixes = [.. match.Groups["suffix"].Captures.Select((suffix, index) => (Array.IndexOf(Suffixes, suffix.Value), numbers[index].Value))];
        _revision = match.Groups["revision"].Value;
    }

    [GeneratedRegex(
        @"\A(?<numbers>[0-9]{1,30}(?:\.[0-9]{1,30}){0,30})(?<letter>[a-z]?)(?:_(?<suffix>alpha|beta|pre|rc|cvs|svn|git|hg|p)(?<suffixnumber>[0-9]{0,30})){0,10}"
        + @"(?:~[0-9a-f]{1,80})?(?:-r(?<revision>[0-9]{1,30}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    internal static bool TryParse(string text, out AlpineVersion version)
    {
        version = null!;
        if (Grammar().Match(text) is not { Success: true } match)
            return false;
        version = new(match);
        return true;
    }

    public int CompareTo(AlpineVersion? other)
    {
        if (other is null)
            return 1;
        for (var index = 0; index < Math.Min(_numbers.Length, other._numbers.Length); index++)
        {
            if (CompareNumbers(_numbers[index], other._numbers[index], index == 0) is not 0 and var byNumber)
                return byNumber;
        }
        if (_numbers.Length != other._numbers.Length)
            return _numbers.Length.CompareTo(other._numbers.Length);
        if (string.CompareOrdinal(_letter, other._letter) is not 0 and var byLetter)
            return byLetter;
        for (var index = 0; index < Math.Max(_suffixes.Length, other._suffixes.Length); index++)
        {
            var (one, two) = (SuffixAt(index), other.SuffixAt(index));
            if ((one.Rank != two.Rank ? one.Rank.CompareTo(two.Rank) : DigitOrder.Compare(one.Number, two.Number)) is not 0 and var bySuffix)
                return bySuffix;
        }
        return DigitOrder.Compare(_revision, other._revision);
    }

    private (int Rank, string Number) SuffixAt(int index) => index < _suffixes.Length ? _suffixes[index] : (Plain, "");

    // Behind a point, what begins with 0 is compared as a decimal fraction is: as text.
    private static int CompareNumbers(string left, string right, bool isFirst) =>
        !isFirst && (left[0] == '0' || right[0] == '0') ? string.CompareOrdinal(left, right) : DigitOrder.Compare(left, right);
}
