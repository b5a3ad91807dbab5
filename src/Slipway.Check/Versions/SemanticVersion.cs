// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>A version of a Node.js package in the order of semver.org 2.0.0. A claim may leave out numbers: <c>18</c> is <c>18.0.0</c>.</summary>
internal sealed partial class SemanticVersion : IComparable<SemanticVersion>
{
    private readonly string[] _numbers;
    private readonly string[] _labels;

    private SemanticVersion(string[] numbers, string[] labels) => (_numbers, _labels) = (numbers, labels);

    [GeneratedRegex(@"\A[vV]?([0-9]{1,30})(?:\.([0-9]{1,30}))?(?:\.([0-9]{1,30}))?(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{1,200})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    internal static bool TryParse(string text, out SemanticVersion version)
    {
        version = null!;
        if (Grammar().Match(text) is not { Success: true } match)
            return false;
        string Number(int group) => match.Groups[group].Success ? match.Groups[group].Value : "0";
        version = new([Number(1), Number(2), Number(3)], match.Groups[4].Success ? match.Groups[4].Value.Split('.') : []);
        return true;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        for (var index = 0; index < _numbers.Length; index++)
        {
            if (DigitOrder.Compare(_numbers[index], other._numbers[index]) is not 0 and var byNumber)
                return byNumber;
        }
        // A version with labels comes before the one without (rule 11.3).
        if (_labels.Length == 0 || other._labels.Length == 0)
            return other._labels.Length.CompareTo(_labels.Length);
        for (var index = 0; index < Math.Min(_labels.Length, other._labels.Length); index++)
        {
            if (CompareLabels(_labels[index], other._labels[index]) is not 0 and var byLabel)
                return byLabel;
        }
        return _labels.Length.CompareTo(other._labels.Length);
    }

    private static int CompareLabels(string left, string right) => (DigitOrder.IsNumber(left), DigitOrder.IsNumber(right)) switch
    {
        (true, true) => DigitOrder.Compare(left, right),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };
}
