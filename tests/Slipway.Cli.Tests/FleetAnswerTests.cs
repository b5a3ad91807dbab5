// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Xml.Linq;

namespace Slipway.Cli.Tests;

/// <summary><c>verify</c> and <c>report</c>: their answers in each form, where they go, and the exit codes.</summary>
public sealed class FleetAnswerTests
{
    private const string Fleet = """
        fleet: shop
        version: 1.0.0
        images:
          base: { context: base, claims: { size: { max: 3KB } } }
          app: { context: app, claims: { env: { MODE: prod }, layers: 2, no-build-tools: true } }
        """;

    [Fact]
    public async Task Verify_ends_with_0_where_all_holds_and_with_1_where_something_does_not()
    {
        using var program = await BuiltAsync();
        var (code, output, error) = await program.RunAsync("verify");
        code.ShouldBe(ExitCode.Done, error);
        output.ShouldBe("✓ base  1 of 1 claim proven\n✓ app   3 of 3 claims proven\n");
        program.Folder.Write("slipway.yaml", Fleet.Replace("layers: 2", "layers: 1", StringComparison.Ordinal).Replace("no-build-tools: true", "packages: { absent: [gcc] }", StringComparison.Ordinal));
        (code, output, _) = await program.RunAsync("verify", "app", "--all");
        code.ShouldBe(ExitCode.No);
        output.ShouldContain("note: it has 1 too many\n");
        output.ShouldContain("    ✗ layers: it has at most 1 layer: it has 2 layers (it has 1 too many)\n");
        output.ShouldContain("    ? packages: package 'gcc' is absent: the image has no record of its system's packages");
        output.ShouldContain("✗ app  1 of 3 claims proven, 1 false, 1 unprovable\n");
        program.Folder.Write("slipway.yaml", Fleet.Replace("no-build-tools: true", "packages: { absent: [gcc], optional: true }", StringComparison.Ordinal));
        (await program.RunAsync("verify", "app")).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Several_answers_are_written_at_once()
    {
        using var program = await BuiltAsync();
        var (code, output, error) = await program.RunAsync("verify", "--format", "json", "--output", "junit=claims.xml", "-o", "markdown=claims.md");
        code.ShouldBe(ExitCode.Done, error);
        error.ShouldBe("wrote claims.xml\nwrote claims.md\n");
        JsonDocument.Parse(output).RootElement.GetProperty("summary").GetProperty("proven").GetInt32().ShouldBe(4);
        XDocument.Load(program.Folder["claims.xml"]).Descendants("testcase").Count().ShouldBe(4);
        File.ReadAllText(program.Folder["claims.md"]).ShouldStartWith("## Claims of shop: all hold\n");
    }

    [Fact]
    public async Task A_file_without_a_form_takes_that_of_the_answer_or_of_its_name_and_is_the_answer()
    {
        using var program = await BuiltAsync();
        (await program.OutputOfAsync("report", "-o", "report.html")).ShouldBeEmpty();
        File.ReadAllText(program.Folder["report.html"]).ShouldStartWith("<!DOCTYPE html>");
        (await program.OutputOfAsync("report", "--format", "csv", "-o", "sizes")).ShouldBeEmpty();
        File.ReadAllText(program.Folder["sizes"]).ShouldStartWith("target,image,variant,platform,size,");
        var (code, _, error) = await program.RunAsync("report", "-o", "sizes");
        (code, error).ShouldBe((ExitCode.Usage, "slipway: --output 'sizes' does not say in which form to write it.\nhelp: add --format, or write KIND=sizes with text, markdown, json, csv, html\n"));
        (await program.RunAsync("verify", "-o", "claims.csv")).ExitCode.ShouldBe(ExitCode.Usage);
        (await program.RunAsync("report", "--format", "pdf")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_report_is_compared_with_an_earlier_one()
    {
        using var program = await BuiltAsync();
        await program.OutputOfAsync("report", "--format", "json", "-o", "before.json");
        program.Folder.Write("app/main", new string('m', 1500));
        await program.OutputOfAsync("build", ".");
        (await program.OutputOfAsync("report", "--against", "before.json", "--columns", "image,size,change")).ShouldStartWith(
            "IMAGE   SIZE           CHANGE\nbase   2.0KB        0B (0.0%)\napp    3.5KB  +1.0KB (+40.0%)\n\nTogether 5.5KB (");
    }

    [Fact]
    public async Task A_report_is_compared_with_the_fleet_of_another_folder()
    {
        using var program = await BuiltAsync();
        program.Folder.Write("old/slipway.yaml", "fleet: old\nversion: 0.1.0\nimages: { app: { context: . } }\n");
        program.Folder.Write("old/Dockerfile", "FROM scratch\nCOPY big /\n");
        program.Folder.Write("old/big", new string('o', 5000));
        await program.OutputOfAsync("build", "./old");
        var text = await program.OutputOfAsync("report", "--against", "old", "--columns", "image,before,change");
        text.ShouldContain("app     5.0KB  −2.5KB (−50.0%)\n");
        text.ShouldContain("Before 5.0KB");
        (await program.RunAsync("report", "--against", "none")).ExitCode.ShouldBe(ExitCode.Usage);
        (await program.RunAsync("report", "--against", "none.json")).Error.ShouldContain("write one with 'slipway report --format json -o none.json'");
    }

    [Fact]
    public async Task A_report_of_a_part_knows_what_it_shares_with_the_rest_and_a_document_takes_the_table()
    {
        using var program = await BuiltAsync();
        program.Folder.Write("README.md", "# x\n<!-- slipway report -->\n<!-- /slipway report -->\n");
        (await program.OutputOfAsync("report", "app", "--columns", "image,shared,own", "--update", "README.md")).ShouldBeEmpty();
        File.ReadAllText(program.Folder["README.md"]).ShouldBe("# x\n<!-- slipway report -->\n| Image | Shared | Own |\n| --- | ---: | ---: |\n| app | 2.0KB | 500B |\n<!-- /slipway report -->\n");
        (await program.RunAsync("report", "--columns", "imag")).Error.ShouldBe("slipway: a report has no column 'imag'.\nhelp: did you mean 'image'?\n");
    }

    private static async Task<TestProgram> BuiltAsync()
    {
        var program = new TestProgram();
        program.Folder.Write("slipway.yaml", Fleet);
        program.Folder.Write("base/Dockerfile", "FROM scratch\nCOPY big /\n");
        program.Folder.Write("base/big", new string('x', 2000));
        program.Folder.Write("app/Dockerfile", "FROM base\nCOPY main /\nENV MODE=prod\n");
        program.Folder.Write("app/main", new string('m', 500));
        await program.OutputOfAsync("build", ".");
        return program;
    }
}
