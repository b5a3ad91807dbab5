// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>A stretch of a <see cref="SourceText"/>, in characters (UTF-16 units) from its beginning.</summary>
/// <param name="Start">The offset of the first character, from 0.</param>
/// <param name="Length">How many characters; 0 is a place between two.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The offset after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The span from <paramref name="start"/> up to, and without, <paramref name="end"/>.</summary>
    public static SourceSpan FromBounds(int start, int end) => new(start, end - start);

    /// <summary>Whether the character at <paramref name="offset"/> is in the span.</summary>
    public bool Contains(int offset) => offset >= Start && offset < End;

    /// <summary>The smallest span that covers both.</summary>
    public SourceSpan Union(SourceSpan other) => FromBounds(Math.Min(Start, other.Start), Math.Max(End, other.End));

    /// <summary><c>[start..end)</c>.</summary>
    public override string ToString() => $"[{Start}..{End})";
}
