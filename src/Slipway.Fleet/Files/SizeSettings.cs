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

    /// <summary>The least it saves, in percent.</summary>
    public Located<decimal>? Saves { get; init; }

    /// <summary>The sibling that it is compared with: an image, a selector, or a value of an axis.</summary>
    public Located<string>? Against { get; init; }

    /// <summary>These claims with <paramref name="upper"/> laid over them; of two largest sizes the tighter holds.</summary>
    public SizeSettings Under(SizeSettings upper) => new()
    {
        Max = (Max, upper.Max) is ({ } own, { } other) ? (other.Value < own.Value ? other : own) : upper.Max ?? Max,
        Saves = upper.Saves ?? Saves,
        Against = upper.Against ?? Against,
    };
}
