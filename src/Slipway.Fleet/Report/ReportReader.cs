// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads the JSON that <see cref="ReportJson"/> wrote. Fields that aren't known are passed over.</summary>
public static class ReportReader
{
    /// <summary>The largest report that is read: 16 MiB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads a report from a file; false, with what is wrong as a clause, where there is none.</summary>
    public static bool TryReadFile(string path, [NotNullWhen(true)] out FleetReport? report, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(path);
        report = null;
        try
        {
            problem = $"there is no report '{path}'; write one with 'slipway report --format json -o {Path.GetFileName(path)}'";
            return File.Exists(path) && TryRead(LinuxFile.ReadAll(path, MaxBytes), path, out report, out problem);
        }
        catch (IOException e)
        {
            problem = e.Message.TrimEnd('.');
            return false;
        }
    }

    /// <summary>Reads a report; false, with what is wrong as a clause, where it is none.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="name">How it is named in problems.</param>
    /// <param name="report">The report.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, string name, [NotNullWhen(true)] out FleetReport? report, [NotNullWhen(false)] out string? problem)
    {
        (report, problem) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 32 });
            var root = document.RootElement;
            var rows = root.GetProperty("images").EnumerateArray().Select(ReadRow).ToList();
            report = new(rows) { Fleet = Text(root, "fleet") };
            if (root.TryGetProperty("total", out var total))
                report = report with { Total = ReadTotal(total, report.Total) };
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            problem = $"'{name}' is no report as 'slipway report --format json' writes it: {e.Message.TrimEnd('.')}";
            return false;
        }
    }

    private static ReportRow ReadRow(JsonElement row) => new()
    {
        Target = Needed(row, "target"),
        Image = Text(row, "image") ?? Needed(row, "target"),
        Variant = Text(row, "variant"),
        Platform = Platform.TryParse(Needed(row, "platform"), out var platform) ? platform : throw new FormatException($"'{Needed(row, "platform")}' is not a platform"),
        Size = Size(row, "size"),
        CompressedSize = Size(row, "compressedSize"),
        Layers = row.TryGetProperty("layers", out var layers) ? layers.GetInt32() : null,
        SharedSize = row.TryGetProperty("sharedSize", out var shared) ? shared.GetInt64() : null,
        BuildTime = Time(row, "buildSeconds"),
        SharedBuildTime = Time(row, "sharedBuildSeconds"),
        Saving = row.TryGetProperty("saving", out var saving) ? saving.GetDecimal() : null,
        Against = Text(row, "against"),
        Columns = row.TryGetProperty("columns", out var columns) ? [.. columns.EnumerateObject().Select(static column => KeyValuePair.Create(column.Name, column.Value.GetString() ?? ""))] : [],
        Before = row.TryGetProperty("before", out var before) ? Sizes(before) : null,
        ClaimsProven = row.TryGetProperty("claimsProven", out var proven) ? proven.GetInt32() : 0,
        Claims = row.TryGetProperty("claims", out var claims) ? claims.GetInt32() : 0,
    };

    private static ReportTotal ReadTotal(JsonElement total, ReportTotal sum) => sum with
    {
        Once = total.TryGetProperty("once", out var once) ? Sizes(once) : null,
        BuildTime = Time(total, "buildSeconds"),
        Before = total.TryGetProperty("before", out var before) ? Sizes(before) : null,
        Compared = total.TryGetProperty("compared", out var compared) ? Sizes(compared) : null,
    };

    private static ReportSizes Sizes(JsonElement element) => new(Size(element, "size"), Size(element, "compressedSize"));

    private static long Size(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64() is >= 0 and var size ? size : throw new FormatException($"'{name}' is less than nothing");

    private static TimeSpan? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null;

    private static string Needed(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;
}
