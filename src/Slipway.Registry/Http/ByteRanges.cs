// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Slipway.Registry;

/// <summary>What a Range header asks for (RFC 9110, section 14.2).</summary>
/// <param name="Kind">Whether it is parts.</param>
/// <param name="Parts">The parts, in the order they are asked for; none but for <see cref="ByteRangeKind.Parts"/>.</param>
internal readonly record struct ByteRanges(ByteRangeKind Kind, IReadOnlyList<ByteRange> Parts)
{
    /// <summary>The most parts that are sent at once: as many as podman asks for when it fetches the parts of a layer that it lacks.</summary>
    public const int MaxCount = 1024;

    private const string Unit = "bytes=";

    /// <summary>Everything.</summary>
    public static ByteRanges Whole { get; } = new(ByteRangeKind.Whole, []);

    /// <summary>Reads a header. Parts that overlap are no way to get a blob's bytes twice: they get the whole.</summary>
    /// <param name="header">The header's values.</param>
    /// <param name="size">How many bytes there are.</param>
    public static ByteRanges Parse(StringValues header, long size)
    {
        if (header is not [{ } text] || !text.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return Whole;
        var specs = text.AsSpan(Unit.Length);
        if (specs.Count(',') >= MaxCount)
            return new(ByteRangeKind.TooMany, []);
        var parts = new List<ByteRange>();
        foreach (var spec in specs.Split(','))
        {
            if (!TryParse(specs[spec].Trim(), size, out var part))
                return Whole;
            if (part is { } found)
                parts.Add(found);
        }
        return parts.Count == 0 ? new(ByteRangeKind.Unsatisfiable, []) : Overlap(parts) ? Whole : new(ByteRangeKind.Parts, parts);
    }

    // False for what is no range; null for one that isn't there.
    private static bool TryParse(ReadOnlySpan<char> spec, long size, out ByteRange? part)
    {
        part = null;
        var dash = spec.IndexOf('-');
        if (dash < 0)
            return false;
        var first = spec[..dash];
        var last = spec[(dash + 1)..];
        if (first.IsEmpty)
        {
            if (!TryParse(last, out var suffix))
                return false;
            part = suffix > 0 && size > 0 ? new(Math.Max(0, size - suffix), Math.Min(suffix, size)) : null;
            return true;
        }
        var end = long.MaxValue;
        if (!TryParse(first, out var start) || (!last.IsEmpty && !TryParse(last, out end)))
            return false;
        part = start < size && end >= start ? new(start, Math.Min(end, size - 1) - start + 1) : null;
        return true;
    }

    private static bool Overlap(List<ByteRange> parts)
    {
        var sorted = parts.OrderBy(static part => part.Start).ToArray();
        return sorted.Zip(sorted.Skip(1)).Any(static pair => pair.First.End >= pair.Second.Start);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
