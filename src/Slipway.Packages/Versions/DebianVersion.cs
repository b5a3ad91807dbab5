// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Packages;

/// <summary>A version of a Debian package, <c>[epoch:]upstream[-revision]</c>, in the order of Debian's policy (5.6.12).</summary>
public readonly record struct DebianVersion : IComparable<DebianVersion>
{
    private readonly string? _text;

    private DebianVersion(string text) => _text = text;

    /// <summary>Reads a version.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DebianVersion Parse(string text) => TryParse(text, out var version)
        ? version
        : throw new FormatException($"'{text}' is not a version of a Debian package; expected [epoch:]upstream[-revision].");

    /// <summary>Reads a version; false where it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DebianVersion version)
    {
        version = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var (epoch, upstream, revision) = Split(text);
        var isEpochRight = text.IndexOf(':', StringComparison.Ordinal) < 0 || (epoch.Length is > 0 and < 10 && !epoch.ContainsAnyExceptInRange('0', '9'));
        if (!isEpochRight || upstream.IsEmpty || !IsWord(upstream, ".+-:~") || !IsWord(revision, ".+~") || text.EndsWith('-'))
            return false;
        version = new(text);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(DebianVersion other)
    {
        var (leftEpoch, leftUpstream, leftRevision) = Split(ToString());
        var (rightEpoch, rightUpstream, rightRevision) = Split(other.ToString());
        var byEpoch = CompareNumbers(leftEpoch, rightEpoch);
        if (byEpoch != 0)
            return byEpoch;
        var byUpstream = Compare(leftUpstream, rightUpstream);
        return byUpstream != 0 ? byUpstream : Compare(leftRevision, rightRevision);
    }

    /// <summary>Whether the left is earlier.</summary>
    public static bool operator <(DebianVersion left, DebianVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left is later.</summary>
    public static bool operator >(DebianVersion left, DebianVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left is not later.</summary>
    public static bool operator <=(DebianVersion left, DebianVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is not earlier.</summary>
    public static bool operator >=(DebianVersion left, DebianVersion right) => left.CompareTo(right) >= 0;

    /// <summary>The version as it was written.</summary>
    public override string ToString() => _text ?? throw new InvalidOperationException("A default DebianVersion is no version.");

    private static Parts Split(string text)
    {
        var rest = text.AsSpan();
        var epoch = ReadOnlySpan<char>.Empty;
        if (rest.IndexOf(':') is >= 0 and var colon)
        {
            epoch = rest[..colon];
            rest = rest[(colon + 1)..];
        }
        var dash = rest.LastIndexOf('-');
        return dash < 0 ? new(epoch, rest, []) : new(epoch, rest[..dash], rest[(dash + 1)..]);
    }

    private static bool IsWord(ReadOnlySpan<char> text, string others)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !others.Contains(character, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    // A run of others, then a run of digits, and so on, until the two differ.
    private static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (!left.IsEmpty || !right.IsEmpty)
        {
            while (!IsDigitAt(left) || !IsDigitAt(right))
            {
                if ((left.IsEmpty || IsDigitAt(left)) && (right.IsEmpty || IsDigitAt(right)))
                    break;
                var difference = Order(left) - Order(right);
                if (difference != 0)
                    return difference;
                left = left[1..];
                right = right[1..];
            }
            var byNumber = CompareNumbers(TakeDigits(ref left), TakeDigits(ref right));
            if (byNumber != 0)
                return byNumber;
        }
        return 0;
    }

    private static bool IsDigitAt(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsAsciiDigit(text[0]);

    // A tilde comes before everything, the end included; then the end or a digit, then letters, then the rest.
    private static int Order(ReadOnlySpan<char> text) =>
        text.IsEmpty || char.IsAsciiDigit(text[0]) ? 0
        : text[0] == '~' ? -1
        : char.IsAsciiLetter(text[0]) ? text[0]
        : text[0] + 256;

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
            length++;
        var digits = text[..length];
        text = text[length..];
        return digits;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
    }

    private readonly ref struct Parts(ReadOnlySpan<char> epoch, ReadOnlySpan<char> upstream, ReadOnlySpan<char> revision)
    {
        private readonly ReadOnlySpan<char> _epoch = epoch;
        private readonly ReadOnlySpan<char> _upstream = upstream;
        private readonly ReadOnlySpan<char> _revision = revision;

        public void Deconstruct(out ReadOnlySpan<char> epoch, out ReadOnlySpan<char> upstream, out ReadOnlySpan<char> revision)
        {
            epoch = _epoch;
            upstream = _upstream;
            revision = _revision;
        }
    }
}
