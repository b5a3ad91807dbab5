// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;

namespace Slipway.Fleet;

/// <summary>What a fleet file claims of an image's health check.</summary>
public sealed record HealthcheckSettings
{
    /// <summary>Nothing is claimed.</summary>
    public static HealthcheckSettings Empty { get; } = new();

    /// <summary>Whether there is one.</summary>
    public Located<Presence>? Presence { get; init; }

    /// <summary>What it runs, as the configuration has it: <c>CMD</c> or <c>CMD-SHELL</c> and words.</summary>
    public Located<IReadOnlyList<string>>? Test { get; init; }

    /// <summary>Its numbers: nanoseconds, or a count.</summary>
    public IReadOnlyDictionary<HealthcheckPart, Located<long>> Numbers { get; init; } = new Dictionary<HealthcheckPart, Located<long>>();

    private bool HasDetails => Test is not null || Numbers.Count > 0;

    /// <summary>These claims with <paramref name="upper"/> laid over them; none leaves nothing to say of one, and what is said of one takes none away.</summary>
    public HealthcheckSettings Under(HealthcheckSettings upper)
    {
        ArgumentNullException.ThrowIfNull(upper);
        if (upper.Presence?.Value == Check.Presence.Absent)
            return upper;
        var numbers = new Dictionary<HealthcheckPart, Located<long>>(Numbers);
        foreach (var (part, value) in upper.Numbers)
            numbers[part] = value;
        return new()
        {
            Presence = upper.Presence ?? (upper.HasDetails && Presence?.Value == Check.Presence.Absent ? null : Presence),
            Test = upper.Test ?? Test,
            Numbers = numbers,
        };
    }
}
