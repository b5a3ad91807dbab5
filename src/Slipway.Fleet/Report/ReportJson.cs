// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Fleet;

/// <summary>Writes a report as JSON: an array of objects with the fields of <see cref="ReportRow"/>, sizes in bytes, savings in percent.</summary>
public static class ReportJson
{
    /// <summary>Writes one indented array, ended by a line feed.</summary>
    public static void Write(Stream output, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var row in report.Rows)
        {
            writer.WriteStartObject();
            writer.WriteString("target", row.Target);
            writer.WriteString("image", row.Image);
            writer.WriteString("variant", row.Variant);
            writer.WriteString("platform", row.Platform.ToString());
            writer.WriteNumber("size", row.Size);
            writer.WriteNumber("compressedSize", row.CompressedSize);
            if (row.Saving is { } saving)
            {
                writer.WriteNumber("saving", Math.Round(saving, 2));
                writer.WriteString("against", row.Against);
            }
            writer.WriteNumber("claimsProven", row.ClaimsProven);
            writer.WriteNumber("claims", row.Claims);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
