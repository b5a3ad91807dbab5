// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What a fleet file claims of the number of an image's layers.</summary>
public sealed record LayersSettings
{
    /// <summary>Nothing is claimed.</summary>
    public static LayersSettings Empty { get; } = new();

    /// <summary>The most there may be.</summary>
    public Located<int>? Max { get; init; }

    /// <summary>How many there are.</summary>
    public Located<int>? Exactly { get; init; }

    /// <summary>These claims with <paramref name="upper"/> laid over them; of two largest numbers the tighter holds.</summary>
    public LayersSettings Under(LayersSettings upper)
    {
        ArgumentNullException.ThrowIfNull(upper);
        return new()
        {
            Max = (Max, upper.Max) is ({ } own, { } other) ? (other.Value < own.Value ? other : own) : upper.Max ?? Max,
            Exactly = upper.Exactly ?? Exactly,
        };
    }
}
