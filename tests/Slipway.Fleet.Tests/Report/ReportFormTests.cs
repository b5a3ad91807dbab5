// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>A report in each of its forms, read by parsers that are not ours.</summary>
public sealed class ReportFormTests
{
    private static readonly ReportRow Base = new()
    {
        Target = "base", Image = "base", Platform = Platform.LinuxAmd64, Size = 50_000_000, CompressedSize = 20_000_000, Layers = 2, SharedSize = 50_000_000,
        BuildTime = TimeSpan.FromSeconds(70.5), SharedBuildTime = TimeSpan.FromSeconds(70.5), ClaimsProven = 0, Claims = 0,
    };

    private static readonly ReportRow App = new()
    {
        Target = "app(v=\"a\",w=<b>&)", Image = "app", Variant = "\"a\",\n<b>&|`", Platform = Platform.LinuxArm64, Size = 60_000_000, CompressedSize = 24_000_000, Layers = 3,
        SharedSize = 50_000_000, BuildTime = TimeSpan.FromSeconds(80.25), SharedBuildTime = TimeSpan.FromSeconds(70.5), Saving = 33.333m, Against = "all, more",
        Before = new(80_000_000, 30_000_000), ClaimsProven = 3, Claims = 4,
    };

    private static readonly FleetReport Report = new([Base, App])
    {
        Fleet = "shop <1>",
        Total = new(new(110_000_000, 44_000_000), new(60_000_000, 24_000_000)) { Before = new(80_000_000, 30_000_000), Compared = new(60_000_000, 24_000_000), BuildTime = TimeSpan.FromSeconds(80.25) },
        Gone = [Base with { Target = "old", Size = 1000 }],
    };

    [Fact]
    public void Text_has_the_columns_that_say_something_and_what_all_come_to() => ReportTable.ToText(Report with { Rows = [Base, App with { Variant = "a" }] }).ShouldBe("""
        IMAGE  VARIANT  PLATFORM       SIZE  COMPRESSED  LAYERS  SHARED     OWN                 BUILD TIME                   SAVING  BEFORE            CHANGE  CLAIMS PROVEN
        base   –        linux/amd64  50.0MB      20.0MB       2  50.0MB      0B    1m10s, all of it shared                        –       –                 –              –
        app    a        linux/arm64  60.0MB      24.0MB       3  50.0MB  10.0MB  1m20s, 1m10s of it shared  33.3% against all, more  80.0MB  −20.0MB (−25.0%)         3 of 4

        Together 110.0MB (44.0MB compressed); with each layer kept once, 60.0MB (24.0MB compressed).
        Built in 1m20s of work, each step counted once.
        Before 80.0MB (30.0MB compressed), now 60.0MB (24.0MB compressed): −25.0%, without 1 image that was not there before.
        No longer there: old for linux/amd64 (1.0KB).

        """);

    [Fact]
    public void What_was_there_before_as_an_estimate_has_no_compressed_size_to_tell() =>
        ReportTable.ToText(Report with { Total = Report.Total with { Before = new(80_000_000, 0) } }).ShouldContain("Before 80.0MB, now 60.0MB: −25.0%, without 1 image");

    [Fact]
    public void Columns_can_be_chosen() => ReportTable.ToMarkdown(Report with { Total = new(new(0, 0), null), Gone = [] }, [ReportColumn.Find("own")!, ReportColumn.Find("change-percent")!]).ShouldBe("""
        | Own | Change in percent |
        | ---: | ---: |
        | 0B | – |
        | 10.0MB | −25.0% |

        """);

    [Fact]
    public void Markdown_escapes_what_would_be_markup() =>
        ReportTable.ToMarkdown(Report, [ReportColumn.Find("variant")!]).Split('\n')[3].ShouldBe("| \"a\", &lt;b>&amp;\\|\\` |");

    [Fact]
    public async Task Csv_is_what_Pythons_reader_reads()
    {
        var python = Needs.Tool("python3");
        using var folder = new TempFolder();
        var path = folder.Write("report.csv", ReportCsv.Write(Report));
        const string script = """
            import csv, json, sys
            with open(sys.argv[1], newline="", encoding="utf-8") as file:
                print(json.dumps(list(csv.DictReader(file, strict=True))))
            """;
        using var json = JsonDocument.Parse(await Oracle.RunAsync(python, ["-c", script, path], TestContext.Current.CancellationToken));
        var (one, two) = (json.RootElement[0], json.RootElement[1]);
        one.EnumerateObject().Select(field => field.Name).ShouldBe(ReportColumn.All.Select(column => column.Name));
        string Of(JsonElement row, string name) => row.GetProperty(name).GetString()!;
        (Of(two, "target"), Of(two, "variant"), Of(two, "size"), Of(two, "own"), Of(two, "time"), Of(two, "saving"), Of(two, "against"), Of(two, "change"), Of(two, "change-percent"), Of(two, "claims"))
            .ShouldBe((App.Target, App.Variant!, "60000000", "10000000", "80.25", "33.33", "all, more", "-20000000", "-25", "3"));
        (Of(one, "variant"), Of(one, "before"), Of(one, "own")).ShouldBe(("", "", "0"));
    }

    [Fact]
    public void Json_is_read_again_as_it_was_written()
    {
        using var output = new MemoryStream();
        ReportJson.Write(output, Report);
        ReportReader.TryRead(output.ToArray(), "report.json", out var read, out var problem).ShouldBeTrue(problem);
        read!.Rows.ShouldBe([Base, App with { Saving = 33.33m }]);
        (read.Fleet, read.Total).ShouldBe((Report.Fleet, Report.Total));
        read.Find("app(v=\"a\",w=<b>&)", "", null, Platform.LinuxArm64).ShouldBe(read.Rows[1]);
        read.Find("renamed", "base", null, Platform.LinuxAmd64).ShouldBe(read.Rows[0]);
        read.Find("base", "base", null, Platform.LinuxArm64).ShouldBeNull();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{ \"images\": [{}] }")]
    [InlineData("{ \"images\": [{ \"target\": \"a\", \"platform\": \"linux/amd64\", \"size\": -1, \"compressedSize\": 1 }] }")]
    [InlineData("{ \"images\": [{ \"target\": \"a\", \"platform\": \"linux/amd64\", \"size\": 1e99, \"compressedSize\": 1 }] }")]
    [InlineData("{ \"images\": [{ \"target\": \"a\", \"platform\": \"nonsense here\", \"size\": 1, \"compressedSize\": 1 }] }")]
    [InlineData("{ \"images\": [{ \"target\": \"a\", \"platform\": \"linux/amd64\", \"size\": 1, \"compressedSize\": 1, \"buildSeconds\": 1e300 }] }")]
    [InlineData("not json")]
    public void What_is_no_report_is_told_as_such(string json)
    {
        ReportReader.TryRead(Encoding.UTF8.GetBytes(json), "x.json", out _, out var problem).ShouldBeFalse();
        problem!.ShouldStartWith("'x.json' is no report as 'slipway report --format json' writes it: ");
    }

    [Fact]
    public void Html_is_one_well_formed_page_with_bars_and_a_table_and_nothing_from_elsewhere()
    {
        using var output = new MemoryStream();
        ReportHtml.Write(output, Report);
        var text = Encoding.UTF8.GetString(output.ToArray());
        text.ShouldStartWith("<!DOCTYPE html>\n<html lang=\"en\">");
        var page = XDocument.Parse(text["<!DOCTYPE html>\n".Length..]);
        page.Descendants("script").ShouldBeEmpty();
        page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src" or "style").ShouldBeEmpty();
        text.ShouldNotContain("http:");
        text.ShouldNotContain("https:");
        page.Descendants("title").Single().Value.ShouldBe("shop <1>: sizes of images");
        var bars = page.Descendants("svg").ToList();
        bars.Select(bar => bar.Attribute("aria-label")!.Value).ShouldBe(["50.0MB: 50.0MB shared, 0B its own", "60.0MB: 50.0MB shared, 10.0MB its own"]);
        // The longest of all, 80 MB before, is the whole width of 1000.
        bars[1].Elements("rect").Select(rect => $"{rect.Attribute("class")!.Value} {rect.Attribute("x")!.Value} {rect.Attribute("width")!.Value}")
            .ShouldBe(["shared 0 625", "own 625 125", "before 0 1000"]);
        var table = page.Descendants("tbody").Single();
        table.Elements("tr").Last().Elements("td").Select(cell => cell.Value).ShouldBe([
            "app", App.Variant!, "linux/arm64", "60.0MB", "24.0MB", "3", "50.0MB", "10.0MB", "1m20s, 1m10s of it shared", "33.3% against all, more", "80.0MB", "−20.0MB (−25.0%)", "3 of 4",
        ]);
        page.Descendants("th").Where(cell => (string?)cell.Attribute("scope") == "col").Count().ShouldBe(13);
    }

    [Fact]
    public async Task Pythons_HTML_parser_finds_every_element_closed()
    {
        var python = Needs.Tool("python3");
        using var folder = new TempFolder();
        using var output = new MemoryStream();
        ReportHtml.Write(output, Report);
        var path = folder.Write("report.html", output.ToArray());
        const string script = """
            import sys
            from html.parser import HTMLParser
            class Check(HTMLParser):
                open, cells = [], []
                def handle_starttag(self, tag, attributes):
                    self.open.append(tag)
                def handle_startendtag(self, tag, attributes):
                    assert tag in ("meta", "rect"), tag
                def handle_endtag(self, tag):
                    assert self.open.pop() == tag, tag
                def handle_data(self, data):
                    if self.open and self.open[-1] == "td":
                        self.cells.append(data)
            check = Check()
            check.feed(open(sys.argv[1], encoding="utf-8").read())
            check.close()
            print(check.open, "−20.0MB (−25.0%)" in check.cells)
            """;
        (await Oracle.RunAsync(python, ["-c", script, path], TestContext.Current.CancellationToken)).ShouldBe("[] True\n");
    }
}
