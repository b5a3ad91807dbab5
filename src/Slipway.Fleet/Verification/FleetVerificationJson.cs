// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Writes what came of proving claims as JSON: <c>holds</c>, a <c>summary</c> of counts, <c>targets</c> with the <c>proofs</c> of each
/// platform, and further <c>findings</c>.
/// </summary>
public static class FleetVerificationJson
{
    /// <summary>Writes one indented object, ended by a line feed.</summary>
    public static void Write(Stream output, FleetVerification verification)
    {
        ArgumentNullException.ThrowIfNull(verification);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("fleet", verification.Fleet.File.Name?.Value);
        writer.WriteBoolean("holds", verification.Holds);
        ProofJson.WriteSummary(writer, [.. verification.Targets.SelectMany(target => target.Proofs)]);
        writer.WriteStartArray("targets");
        foreach (var target in verification.Targets)
            WriteTarget(writer, target);
        writer.WriteEndArray();
        writer.WriteStartArray("findings");
        foreach (var finding in verification.Findings.Concat(verification.Targets.SelectMany(target => target.Missing)))
            WriteFinding(writer, finding);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteTarget(Utf8JsonWriter writer, VerifiedTarget target)
    {
        writer.WriteStartObject();
        writer.WriteString("name", target.Target.Name);
        writer.WriteString("digest", target.Image?.Digest.ToString());
        writer.WriteBoolean("holds", target.Holds);
        writer.WriteStartArray("platforms");
        foreach (var platform in target.Platforms)
        {
            writer.WriteStartObject();
            writer.WriteString("platform", platform.Platform.ToString());
            writer.WriteString("digest", platform.Inventory.Digest.ToString());
            writer.WriteNumber("size", platform.Inventory.Size);
            writer.WriteNumber("compressedSize", platform.Inventory.CompressedSize);
            writer.WriteStartArray("proofs");
            foreach (var proof in platform.Proofs)
                ProofJson.Write(writer, proof);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter writer, Diagnostic finding)
    {
        writer.WriteStartObject();
        writer.WriteString("place", $"{finding.Source.Path}:{finding.Position}");
        writer.WriteString("message", finding.Message);
        if (finding.Help is { } help)
            writer.WriteString("help", help);
        writer.WriteEndObject();
    }
}
