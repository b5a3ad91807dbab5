// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Check;

/// <summary>A version of a Python package in the order of PEP 440: <c>[epoch!]release[{a|b|rc}N][.postN][.devN][+local]</c>.</summary>
internal sealed partial class PythonVersion : IComparable<PythonVersion>
{
    // Before and after all numbers: where a part is missing, its place in the order depends on the part.
    private static readonly (int Rank, string Number) First = (-1, ""), Last = (int.MaxValue, "");
    private readonly string _epoch;
    private readonly string[] _release;
    private readonly (int Rank, string Number) _pre, _post, _dev;
    private readonly string[]? _local;

    private PythonVersion(Match match)
    {
        string? Of(string group) => match.Groups[group].Success ? match.Groups[group].Value : null;
        _epoch = Of("epoch") ?? "0";
        _release = TrimZeros(match.Groups["release"].Value.Split('.'));
        var hasPost = Of("post") is not null;
        var hasDev = Of("dev") is not null;
        _post = hasPost ? (0, Of("postnumber") ?? Of("implicit") ?? "0") : First;
        _dev = hasDev ? (0, Of("devnumber") ?? "0") : Last;
        // 1.0.dev1 comes before 1.0a1 (PEP 440, "Summary of permitted suffixes and relative ordering").
        _pre = Of("pre") is { } pre ? (RankOf(pre), Of("prenumber") ?? "0") : hasDev && !hasPost ? First : Last;
        _local = Of("local")?.Split('.', '-', '_');
    }

    [GeneratedRegex(
        @"\A\s*v?(?:(?<epoch>[0-9]{1,30})!)?(?<release>[0-9]{1,30}(?:\.[0-9]{1,30}){0,30})(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<prenumber>[0-9]{1,30})?)?"
        + @"(?<post>-(?<implicit>[0-9]{1,30})|[-_.]?(?:post|rev|r)[-_.]?(?<postnumber>[0-9]{1,30})?)?(?<dev>[-_.]?dev[-_.]?(?<devnumber>[0-9]{1,30})?)?"
        + @"(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+){0,30}))?\s*\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Grammar();

    internal static bool TryParse(string text, out PythonVersion version)
    {
        version = null!;
        if (text.Length > 400 || Grammar().Match(text) is not { Success: true } match)
            return false;
        version = new(match);
        return true;
    }

    public int CompareTo(PythonVersion? other)
    {
        if (other is null)
            return 1;
        if (DigitOrder.Compare(_epoch, other._epoch) is not 0 and var byEpoch)
            return byEpoch;
        for (var index = 0; index < Math.Max(_release.Length, other._release.Length); index++)
        {
            if (DigitOrder.Compare(_release.ElementAtOrDefault(index) ?? "0", other._release.ElementAtOrDefault(index) ?? "0") is not 0 and var byRelease)
                return byRelease;
        }
        int[] rest = [Compare(_pre, other._pre), Compare(_post, other._post), Compare(_dev, other._dev), CompareLocals(_local, other._local)];
        return Array.Find(rest, order => order != 0);
    }

    private static string[] TrimZeros(string[] numbers)
    {
        var length = numbers.Length;
        while (length > 1 && numbers[length - 1].AsSpan().Trim('0').IsEmpty)
            length--;
        return numbers[..length];
    }

    private static int RankOf(string pre) => char.ToLowerInvariant(pre[0]) switch { 'a' => 0, 'b' => 1, _ => 2 };

    private static int Compare((int Rank, string Number) left, (int Rank, string Number) right) =>
        left.Rank != right.Rank ? left.Rank.CompareTo(right.Rank) : DigitOrder.Compare(left.Number, right.Number);

    // Numbers come after words, and no local part before any.
    private static int CompareLocals(string[]? left, string[]? right)
    {
        if (left is null || right is null)
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            var order = (DigitOrder.IsNumber(left[index]), DigitOrder.IsNumber(right[index])) switch
            {
                (true, true) => DigitOrder.Compare(left[index], right[index]),
                (true, false) => 1,
                (false, true) => -1,
                _ => string.Compare(left[index], right[index], StringComparison.OrdinalIgnoreCase),
            };
            if (order != 0)
                return order;
        }
        return left.Length.CompareTo(right.Length);
    }
}
