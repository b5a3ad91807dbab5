// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Registry;

/// <summary>
/// Which bytes of an upload a request brings: <c>FIRST-LAST</c>, without a unit (distribution-spec, "Pushing a blob in chunks"). Clients
/// that write <c>bytes FIRST-LAST/*</c> as HTTP does are understood.
/// </summary>
/// <param name="First">The first byte, from 0.</param>
/// <param name="Last">The last byte.</param>
internal readonly record struct ContentRange(long First, long Last)
{
    /// <summary>How many bytes.</summary>
    public long Length => Last - First + 1;

    /// <summary>Reads a Content-Range header; false for what isn't one.</summary>
    public static bool TryParse(string text, out ContentRange range)
    {
        range = default;
        var spec = text.AsSpan().Trim();
        if (spec.StartsWith("bytes", StringComparison.Ordinal))
            spec = spec["bytes".Length..].TrimStart(" =");
        if (spec.IndexOf('/') is >= 0 and var slash)
            spec = spec[..slash];
        var dash = spec.IndexOf('-');
        if (dash < 0 || !TryParse(spec[..dash], out var first) || !TryParse(spec[(dash + 1)..], out var last) || last < first)
            return false;
        range = new(first, last);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < long.MaxValue;
}
