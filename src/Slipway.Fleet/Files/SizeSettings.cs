// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What a fleet file claims of one of an image's sizes.</summary>
public sealed record SizeSettings
{
    /// <summary>Nothing is claimed.</summary>
    public static SizeSettings Empty { get; } = new();

    /// <summary>The largest it may be.</summary>
    public Located<ByteSize>? Max { get; init; }

    /// <summary>The least it saves.</summary>
    public SizeComparison? Saves { get; init; }

    /// <summary>The most it grows.</summary>
    public SizeComparison? Grows { get; init; }

    /// <summary>
    /// What it is compared with: a value of an axis, an image, a selector; a report's file, which ends in <c>.json</c>; or an image of the store.
    /// </summary>
    public Located<string>? Against { get; init; }

    /// <summary>Whether the comparisons may stay unproven.</summary>
    public Necessity? Necessity { get; init; }

    /// <summary>These claims with <paramref name="upper"/> laid over them; of two largest sizes the tighter holds, the others replace.</summary>
    public SizeSettings Under(SizeSettings upper)
    {
        ArgumentNullException.ThrowIfNull(upper);
        return new()
        {
            Max = (Max, upper.Max) is ({ } own, { } other) ? (other.Value < own.Value ? other : own) : upper.Max ?? Max,
            Saves = upper.Saves ?? Saves,
            Grows = upper.Grows ?? Grows,
            Against = upper.Against ?? Against,
            Necessity = upper.Necessity ?? Necessity,
        };
    }
}
