// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet.Tests;

public sealed class ReportDocumentTests
{
    private static readonly FleetReport Report = new(
    [
        Row("base", null, 50_000_000, []),
        Row("app", "all", 500_000_000, [new("Cloud", "All"), new("Use case", "Multi-cloud")]),
        Row("app", "redis", 200_400_000, [new("Cloud", "Any")]),
        Row("app", "redis", 198_000_000, [new("Cloud", "Any")]) with { Platform = Platform.LinuxArm64 },
    ])
    { Total = new(new(0, 0), new(1_000_000, 500_000)) };

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_document_keeps_all_but_what_is_between_the_marks(string line)
    {
        var text = string.Join(line, "# Title", "", ReportDocument.Begin, "old", "older", ReportDocument.End, "", "after");
        var table = ReportTable.ToMarkdown(Report).TrimEnd('\n').ReplaceLineEndings(line);
        Replace(text).ShouldBe(string.Join(line, "# Title", "", ReportDocument.Begin, table, ReportDocument.End, "", "after"));
        Replace(Replace(text)).ShouldBe(Replace(text));
    }

    [Fact]
    public void Each_pair_of_marks_may_ask_for_images_platforms_and_columns_of_its_own() => Replace("""
        <!-- slipway report app linux/amd64 --columns variant,size,Cloud,use case -->
        <!-- /slipway report -->
        text
        <!-- slipway report --columns image,size -->
        old
        <!-- /slipway report -->
        """).ShouldBe("""
        <!-- slipway report app linux/amd64 --columns variant,size,Cloud,use case -->
        | Variant | Size | Cloud | Use case |
        | --- | ---: | --- | --- |
        | all | 500.0MB | All | Multi-cloud |
        | redis | 200.4MB | Any | – |
        <!-- /slipway report -->
        text
        <!-- slipway report --columns image,size -->
        | Image | Size |
        | --- | ---: |
        | base | 50.0MB |
        | app | 500.0MB |
        | app | 200.4MB |
        | app | 198.0MB |

        Together 0B (0B compressed); with each layer kept once, 1.0MB (500.0KB compressed).
        <!-- /slipway report -->
        """, StringCompareShould.IgnoreLineEndings);

    [Theory]
    [InlineData("# Title\n", "README.md:1:1: error: the document lacks the mark '<!-- slipway report -->'")]
    [InlineData("x\n<!-- slipway report -->\n", "README.md:2:1: error: the document lacks the mark '<!-- /slipway report -->'")]
    [InlineData("<!-- /slipway report -->\n<!-- slipway report -->\n", "README.md:1:1: error: '<!-- /slipway report -->' stands before '<!-- slipway report -->'")]
    [InlineData("x\n<!-- /slipway report -->\n", "README.md:2:1: error: '<!-- /slipway report -->' stands here without '<!-- slipway report -->' before it")]
    [InlineData("<!-- slipway report -->\n<!-- slipway report a -->\n<!-- /slipway report -->", "README.md:2:1: error: '<!-- slipway report -->' stands here a second time, before '<!-- /slipway report -->'")]
    [InlineData("<!-- slipway report --columns siz -->\n<!-- /slipway report -->", "README.md:1:1: error: a report has no column 'siz'")]
    [InlineData("<!-- slipway report ap -->\n<!-- /slipway report -->", "README.md:1:1: error: the report has no image or platform 'ap'")]
    [InlineData("<!-- slipway report linux/s390x -->\n<!-- /slipway report -->", "README.md:1:1: error: the report has no image or platform 'linux/s390x'")]
    public void A_document_whose_marks_are_not_in_order_or_ask_for_what_is_not_there_is_left_alone(string text, string problem)
    {
        ReportDocument.TryReplace(SourceText.From("README.md", text), Report, null, out _, out var found).ShouldBeFalse();
        found!.ToString().ShouldBe(problem);
    }

    [Fact]
    public void A_reports_own_texts_outlive_its_JSON()
    {
        using var output = new MemoryStream();
        ReportJson.Write(output, Report);
        ReportReader.TryRead(output.ToArray(), "report.json", out var read, out _).ShouldBeTrue();
        read!.Rows.Select(row => row.Columns).ShouldBe(Report.Rows.Select(row => row.Columns));
    }

    private static string Replace(string text)
    {
        ReportDocument.TryReplace(SourceText.From("README.md", text), Report, null, out var replaced, out var problem).ShouldBeTrue(problem?.ToString());
        return replaced!;
    }

    private static ReportRow Row(string image, string? variant, long size, IReadOnlyList<KeyValuePair<string, string>> columns) => new()
    {
        Target = variant is null ? image : $"{image}(backend={variant})",
        Image = image,
        Variant = variant,
        Platform = Platform.LinuxAmd64,
        Size = size,
        CompressedSize = size / 4,
        Columns = columns,
        ClaimsProven = 0,
        Claims = 0,
    };
}
