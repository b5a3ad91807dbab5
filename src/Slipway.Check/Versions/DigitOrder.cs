// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Check;

/// <summary>The order of numbers of any length, written in digits.</summary>
internal static class DigitOrder
{
    internal static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    internal static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var one = left.TrimStart('0');
        var other = right.TrimStart('0');
        return one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.SequenceCompareTo(other);
    }
}
