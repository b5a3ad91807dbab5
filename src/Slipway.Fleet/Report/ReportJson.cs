// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Fleet;

/// <summary>
/// Writes a report as JSON: <c>fleet</c>, <c>images</c> with the fields of <see cref="ReportRow"/>, their <c>total</c>, and what is <c>gone</c>.
/// Sizes are in bytes, times in seconds, savings and changes in percent. <see cref="ReportReader"/> reads it again.
/// </summary>
public static class ReportJson
{
    /// <summary>Writes one indented object, ended by a line feed.</summary>
    public static void Write(Stream output, FleetReport report)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("fleet", report.Fleet);
        WriteRows(writer, "images", report.Rows);
        WriteTotal(writer, report.Total);
        if (report.Gone.Count > 0)
            WriteRows(writer, "gone", report.Gone);
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteRows(Utf8JsonWriter writer, string name, IReadOnlyList<ReportRow> rows)
    {
        writer.WriteStartArray(name);
        foreach (var row in rows)
            WriteRow(writer, row);
        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, ReportRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("target", row.Target);
        writer.WriteString("image", row.Image);
        writer.WriteString("variant", row.Variant);
        writer.WriteString("platform", row.Platform.ToString());
        writer.WriteNumber("size", row.Size);
        writer.WriteNumber("compressedSize", row.CompressedSize);
        WriteNumber(writer, "layers", row.Layers);
        WriteNumber(writer, "sharedSize", row.SharedSize);
        WriteNumber(writer, "ownSize", row.OwnSize);
        WriteSeconds(writer, "buildSeconds", row.BuildTime);
        WriteSeconds(writer, "sharedBuildSeconds", row.SharedBuildTime);
        if (row.Saving is { } saving)
        {
            writer.WriteNumber("saving", Math.Round(saving, 2));
            writer.WriteString("against", row.Against);
        }
        if (row.Before is { } before)
        {
            WriteSizes(writer, "before", before);
            writer.WriteNumber("change", row.Change!.Value);
            if (row.ChangePercent is { } percent)
                writer.WriteNumber("changePercent", Math.Round(percent, 2));
        }
        if (row.Columns.Count > 0)
        {
            writer.WriteStartObject("columns");
            foreach (var (heading, text) in row.Columns)
                writer.WriteString(heading, text);
            writer.WriteEndObject();
        }
        writer.WriteNumber("claimsProven", row.ClaimsProven);
        writer.WriteNumber("claims", row.Claims);
        writer.WriteEndObject();
    }

    private static void WriteTotal(Utf8JsonWriter writer, ReportTotal total)
    {
        writer.WriteStartObject("total");
        writer.WriteNumber("size", total.Sum.Size);
        writer.WriteNumber("compressedSize", total.Sum.CompressedSize);
        if (total.Once is { } once)
            WriteSizes(writer, "once", once);
        WriteSeconds(writer, "buildSeconds", total.BuildTime);
        if (total is { Before: { } before, Compared: { } compared })
        {
            WriteSizes(writer, "before", before);
            WriteSizes(writer, "compared", compared);
        }
        writer.WriteEndObject();
    }

    private static void WriteSizes(Utf8JsonWriter writer, string name, ReportSizes sizes)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("size", sizes.Size);
        writer.WriteNumber("compressedSize", sizes.CompressedSize);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
            writer.WriteNumber(name, known);
    }

    private static void WriteSeconds(Utf8JsonWriter writer, string name, TimeSpan? time)
    {
        if (time is { } known)
            writer.WriteNumber(name, Math.Round(known.TotalSeconds, 3));
    }
}
