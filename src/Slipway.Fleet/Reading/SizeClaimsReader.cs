// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads what is claimed of an image's sizes: <c>max saves grows against</c>, and <c>compressed</c> with the same; and of its layers.</summary>
internal sealed class SizeClaimsReader(List<Diagnostic> diagnostics)
{
    internal (SizeSettings Size, SizeSettings Compressed) Read(FieldReader fields)
    {
        if (fields.Take("size") is not { } value)
            return (SizeSettings.Empty, SizeSettings.Empty);
        if (value is YamlScalar)
            return (new() { Max = fields.Text("size") is { } text ? ReadBytes(text, fields) : null }, SizeSettings.Empty);
        if (FieldReader.Open(value, "'size'", diagnostics) is not { } size)
            return (SizeSettings.Empty, SizeSettings.Empty);
        ReportEmpty(value, size, "'size'");
        var stored = ReadMeasure(size);
        var travelling = SizeSettings.Empty;
        if (size.Take("compressed") is YamlScalar)
            travelling = new() { Max = size.Text("compressed") is { } text ? ReadBytes(text, size) : null };
        else if (size.Take("compressed") is { } map && FieldReader.Open(map, "'compressed'", diagnostics) is { } compressed)
        {
            ReportEmpty(map, compressed, "'compressed'");
            travelling = ReadMeasure(compressed);
            compressed.Finish();
        }
        size.Finish();
        return (stored, travelling);
    }

    /// <summary>What is claimed of the number of layers: the most, or <c>max</c> and <c>exactly</c>.</summary>
    internal static LayersSettings ReadLayers(FieldReader fields, List<Diagnostic> diagnostics)
    {
        if (fields.Take("layers") is not { } value)
            return LayersSettings.Empty;
        if (value is YamlScalar)
            return new() { Max = ReadCount(fields, "layers") };
        if (FieldReader.Open(value, "'layers'", diagnostics) is not { } layers)
            return LayersSettings.Empty;
        if (value is YamlMap { Entries.Count: 0 })
            layers.Report(value, "'layers' claims nothing", "write 'max' or 'exactly'");
        var settings = new LayersSettings { Max = ReadCount(layers, "max"), Exactly = ReadCount(layers, "exactly") };
        layers.Finish();
        return settings;
    }

    private static Located<int>? ReadCount(FieldReader fields, string word)
    {
        if (fields.Text(word) is not { } text)
            return null;
        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return new(count, text.Place);
        fields.Report(text.Place, $"'{text.Value}' is not a number of layers");
        return null;
    }

    private static void ReportEmpty(YamlValue value, FieldReader fields, string owner)
    {
        if (value is YamlMap { Entries.Count: 0 })
            fields.Report(value, $"{owner} claims nothing", "write 'max', or 'saves' or 'grows' with 'against'");
    }

    private SizeSettings ReadMeasure(FieldReader fields)
    {
        var (max, saves, grows, against) = (fields.Text("max"), ReadComparison(fields, "saves"), ReadComparison(fields, "grows"), fields.Text("against"));
        if (saves is { Amount.Value.Percent: > 100 })
        {
            fields.Report(saves.Amount.Place, $"nothing can save '{saves.Amount.Value}'", "write a percentage up to 100%");
            saves = null;
        }
        return new()
        {
            Max = max is { } bytes ? ReadBytes(bytes, fields) : null,
            Saves = saves,
            Grows = grows,
            // A difference that could not be read is reported once, not again as a comparison without one.
            Against = saves is null && grows is null && (fields.Take("saves") ?? fields.Take("grows")) is not null ? null : against,
            Necessity = fields.Switch("optional", Necessity.Optional, Necessity.Required)?.Value,
        };
    }

    private SizeComparison? ReadComparison(FieldReader fields, string word)
    {
        if (fields.Take(word) is not YamlMap map)
            return fields.Text(word) is { } text && ReadAmount(text, fields) is { } amount ? new(amount, null) : null;
        var comparison = new FieldReader(map, $"'{word}'", diagnostics);
        var (by, against) = (comparison.Text("by"), comparison.Text("against"));
        if (by is null || against is null)
            comparison.Report(map, $"'{word}' needs 'by' and 'against'", $"write '{word}: {{ by: 40%, against: SIBLING }}', or '{word}: 40%' with 'against' beside it");
        comparison.Finish();
        return by is { } given && against is not null && ReadAmount(given, comparison) is { } difference ? new(difference, against) : null;
    }

    private static Located<SizeAmount>? ReadAmount(Located<string> text, FieldReader fields)
    {
        if (SizeAmount.TryParse(text.Value, out var amount))
            return new(amount, text.Place);
        fields.Report(text.Place, $"'{text.Value}' is not a difference of sizes", "write it in percent or bytes, such as '40%' or '10MB'");
        return null;
    }

    private static Located<ByteSize>? ReadBytes(Located<string> text, FieldReader fields)
    {
        if (ByteSize.TryParse(text.Value, out var bytes, out var problem))
            return new(bytes, text.Place);
        fields.Report(text.Place, problem);
        return null;
    }
}
