// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Check;

/// <summary>Proofs as JSON.</summary>
public static class ProofJson
{
    /// <summary>Writes how many proofs there are of each outcome, as the property <c>summary</c>.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, IReadOnlyList<Proof> proofs)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject("summary");
        writer.WriteNumber("claims", proofs.Count);
        foreach (var outcome in Enum.GetValues<ProofOutcome>())
            writer.WriteNumber(outcome.ToString().ToLowerInvariant(), proofs.Count(proof => proof.Outcome == outcome));
        writer.WriteEndObject();
    }

    /// <summary>Writes one proof as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Proof proof)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(proof);
        writer.WriteStartObject();
        writer.WriteString("kind", proof.Claim.Word);
        writer.WriteString("claim", proof.Claim.Statement);
        writer.WriteString("outcome", proof.Outcome.ToString().ToLowerInvariant());
        writer.WriteString("found", proof.Found);
        if (proof.Distance is { } distance)
            writer.WriteString("distance", distance);
        writer.WriteBoolean("holds", proof.Holds);
        writer.WriteBoolean("optional", proof.Claim.IsOptional);
        writer.WriteString("place", proof.Claim.Place.ToString());
        writer.WriteEndObject();
    }
}
