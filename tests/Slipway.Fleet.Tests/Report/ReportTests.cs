// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

public sealed class ReportTests
{
    private static readonly FleetReport Report = new(
    [
        Row("base", null, 50_000_000, null),
        Row("app", "all", 500_000_000, null) with { Claims = 7, ClaimsProven = 7 },
        Row("app", "redis", 200_400_000, 59.92m) with { Claims = 9, ClaimsProven = 8 },
    ]);

    [Fact]
    public void Markdown_has_a_row_for_each_target_and_no_column_that_says_nothing() => ReportTable.ToMarkdown(Report).ShouldBe("""
        | Image | Variant | Size | Compressed | Saving | Claims proven |
        | --- | --- | ---: | ---: | ---: | ---: |
        | base | – | 50.0MB | 12.5MB | – | – |
        | app | all | 500.0MB | 125.0MB | – | 7 of 7 |
        | app | redis | 200.4MB | 50.1MB | 59.9% against all | 8 of 9 |

        """);

    [Fact]
    public void Text_is_in_columns() => ReportTable.ToText(new([Report.Rows[1], Report.Rows[2] with { Platform = Platform.LinuxArm64 }])).ShouldBe("""
        IMAGE  VARIANT  PLATFORM        SIZE  COMPRESSED             SAVING  CLAIMS PROVEN
        app    all      linux/amd64  500.0MB     125.0MB                  –         7 of 7
        app    redis    linux/arm64  200.4MB      50.1MB  59.9% against all         8 of 9

        """);

    [Fact]
    public void Json_has_bytes_and_percent()
    {
        using var output = new MemoryStream();
        ReportJson.Write(output, Report);
        using var json = JsonDocument.Parse(output.ToArray());
        var images = json.RootElement.GetProperty("images");
        var row = images[2];
        row.GetProperty("size").GetInt64().ShouldBe(200_400_000);
        row.GetProperty("saving").GetDecimal().ShouldBe(59.92m);
        row.GetProperty("against").GetString().ShouldBe("all");
        images[0].TryGetProperty("saving", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_report_is_what_was_measured()
    {
        using var world = FleetBuildTests.Create();
        var report = FleetReport.Create(await world.VerifyAsync(await world.BuildAsync(FleetBuildTests.Variants)));
        report.Rows.Select(row => (row.Target, row.Variant, row.Claims, row.ClaimsProven)).ShouldBe([
            ("base", null, 0, 0), ("app(backend=all)", "all", 11, 11), ("app(backend=redis)", "redis", 12, 12),
        ]);
        var (all, redis) = (report.Rows[1], report.Rows[2]);
        // 3000 + passwd + status of the base, one byte of main.js, and the packages.
        all.Size.ShouldBe(redis.Size + 5000 + """{ "name": "kafkajs", "version": "1.0.0" }""".Length);
        redis.Saving!.Value.ShouldBe(100m * (all.Size - redis.Size) / all.Size);
        redis.Against.ShouldBe("all");
    }

    private static ReportRow Row(string image, string? variant, long size, decimal? saving) => new()
    {
        Target = variant is null ? image : $"{image}(v={variant})",
        Image = image,
        Variant = variant,
        Platform = Platform.LinuxAmd64,
        Size = size,
        CompressedSize = size / 4,
        Saving = saving,
        Against = saving is null ? null : "all",
        ClaimsProven = 0,
        Claims = 0,
    };
}
