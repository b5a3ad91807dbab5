// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Slipway.Check;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>What came of claims in every form, with one proven, one false, one unprovable and one that may be so.</summary>
public sealed class VerificationOutputTests
{
    private static readonly string Fleet = FleetBuildTests.Variants
        .Replace("user:   { uid: 1000, name: app }", "user:   { uid: 7 }", StringComparison.Ordinal)
        .Replace("packages: { absent: [gcc, make] }", "packages: { absent: [\"apk:gcc\", gcc] }", StringComparison.Ordinal)
        .Replace("labels: { queue.backend: \"{backend}\" }", "labels: { queue.backend: \"<a|b> & _c_\" }", StringComparison.Ordinal)
        .Replace("ports:  [8000]", "commands: [{ run: [x], optional: true }]", StringComparison.Ordinal);

    // What Ant's schema of JUnit's results wants, which is the strictest of those about: every attribute and child, in this order.
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:complexType name="outcome"><xs:simpleContent><xs:extension base="xs:string">
            <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string" use="required"/>
          </xs:extension></xs:simpleContent></xs:complexType>
          <xs:element name="testsuites"><xs:complexType><xs:sequence>
            <xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:sequence>
                <xs:element name="properties"><xs:complexType/></xs:element>
                <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
                  <xs:choice minOccurs="0"><xs:element name="skipped"/><xs:element name="error" type="outcome"/><xs:element name="failure" type="outcome"/></xs:choice>
                  <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="classname" type="xs:token" use="required"/>
                  <xs:attribute name="time" type="xs:decimal" use="required"/>
                </xs:complexType></xs:element>
                <xs:element name="system-out" type="xs:string"/><xs:element name="system-err" type="xs:string"/>
              </xs:sequence>
              <xs:attribute name="name" type="xs:token" use="required"/><xs:attribute name="package" type="xs:token" use="required"/>
              <xs:attribute name="id" type="xs:int" use="required"/><xs:attribute name="hostname" type="xs:token" use="required"/>
              <xs:attribute name="timestamp" use="required"><xs:simpleType><xs:restriction base="xs:dateTime">
                <xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"/>
              </xs:restriction></xs:simpleType></xs:attribute>
              <xs:attribute name="tests" type="xs:int" use="required"/><xs:attribute name="failures" type="xs:int" use="required"/>
              <xs:attribute name="errors" type="xs:int" use="required"/><xs:attribute name="skipped" type="xs:int"/><xs:attribute name="time" type="xs:decimal" use="required"/>
            </xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """;

    private static readonly DateTimeOffset Time = new(2026, 7, 1, 12, 30, 0, TimeSpan.FromHours(2));

    [Fact]
    public async Task Junit_has_a_case_for_each_claim_and_counts_them()
    {
        using var world = FleetBuildTests.Create();
        var text = await JunitAsync(world);
        var suites = XDocument.Parse(text).Root!.Elements("testsuite").ToList();
        suites.Select(suite => (string)suite.Attribute("name")!).ShouldBe([$"app(backend=redis) {Platform.Host}"]);
        var suite = suites[0];
        suite.Attributes().Select(attribute => attribute.Name.LocalName).ShouldBe(["name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"]);
        ((string)suite.Attribute("timestamp")!).ShouldBe("2026-07-01T10:30:00");
        var cases = suite.Elements("testcase").ToList();
        ((int)suite.Attribute("tests")!, (int)suite.Attribute("failures")!, (int)suite.Attribute("errors")!, (int)suite.Attribute("skipped")!).ShouldBe((cases.Count, 2, 1, 1));
        var failure = cases.Single(one => (string)one.Attribute("name")! == "user: it runs as user number 7").Element("failure")!;
        ((string)failure.Attribute("message")!, (string)failure.Attribute("type")!).ShouldBe(("it runs as user number 1000 ('app')", "false"));
        failure.Value.ShouldBe("slipway.yaml:14:22\nclaimed: it runs as user number 7\nfound: it runs as user number 1000 ('app')");
        cases.Single(one => (string)one.Attribute("name")! == "labels: label 'queue.backend' is '<a|b> & _c_'").Element("failure").ShouldNotBeNull();
        cases.Single(one => one.Element("skipped") is not null).Element("skipped")!.Attribute("message")!.Value.ShouldBe("no command can be run here");
    }

    [Fact]
    public async Task Junit_has_the_shape_that_Ant_and_Jenkins_want()
    {
        using var world = FleetBuildTests.Create();
        var schemas = new XmlSchemaSet();
        schemas.Add(null, XmlReader.Create(new StringReader(Schema)));
        var problems = new List<string>();
        XDocument.Parse(await JunitAsync(world)).Validate(schemas, (_, problem) => problems.Add(problem.Message));
        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pythons_parser_reads_the_same_junit()
    {
        var python = Needs.Tool("python3");
        using var world = FleetBuildTests.Create();
        using var folder = new TempFolder();
        var path = folder.Write("claims.xml", await JunitAsync(world));
        const string script = """
            import sys, xml.etree.ElementTree as tree
            for suite in tree.parse(sys.argv[1]).getroot().iter("testsuite"):
                cases = suite.findall("testcase")
                print(suite.get("name"), len(cases), sum(case.find("failure") is not None for case in cases), sum(case.find("error") is not None for case in cases))
            """;
        (await Oracle.RunAsync(python, ["-c", script, path], TestContext.Current.CancellationToken)).ShouldBe($"app(backend=redis) {Platform.Host} 11 2 1\n");
    }

    [Fact]
    public async Task What_a_program_prints_can_be_no_xml_and_is_written_all_the_same()
    {
        using var world = FleetBuildTests.Create();
        var fleet = await world.BuildAsync(Fleet);
        var runner = new Printer("\u0000\u001b[31m\ud800 ]]> \U0001F600");
        var target = fleet.Find("app(backend=redis)")!;
        var verification = await new FleetVerifier(world.Store, new InventoryReader(world.Store, world.Home), runner)
            .VerifyAsync(fleet, [target with { Claims = [new CommandClaim(target.Claims[0].Place, ["x"]) { Output = new(TextMatch.Equals, "y") }] }], TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        FleetVerificationJunit.Write(output, verification, Time);
        XDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).Descendants("failure").Single().Attribute("message")!.Value
            .ShouldBe("it prints '\\x00\\x1b[31m\uFFFD ]]> \U0001F600'");
    }

    [Fact]
    public async Task What_is_not_built_is_an_error_of_junit_too()
    {
        using var world = FleetBuildTests.Create();
        var fleet = world.Expand(Fleet);
        using var output = new MemoryStream();
        FleetVerificationJunit.Write(output, await world.VerifyAsync(fleet, fleet.Select(["base"]).Targets), Time);
        var error = XDocument.Parse(Encoding.UTF8.GetString(output.ToArray())).Descendants("error").Single();
        error.Attribute("message")!.Value.ShouldBe("base is not built: the store has no image 'ghcr.io/team/base:1.2.3'");
    }

    [Fact]
    public async Task Markdown_shows_what_does_not_hold_and_no_markup_of_others()
    {
        using var world = FleetBuildTests.Create();
        var fleet = await world.BuildAsync(Fleet);
        var lines = FleetVerificationMarkdown.Write(await world.VerifyAsync(fleet, fleet.Select(["app(backend=redis)"]).Targets)).Split('\n');
        lines[0].ShouldBe("## Claims of gateway: not all hold");
        lines.ShouldContain("| ❌ | app(backend=redis) | 7 of 11 claims proven, 2 false, 2 unprovable |");
        lines.ShouldContain($"| ❌ | app(backend=redis) | {Platform.Host} | label 'queue.backend' is '&lt;a\\|b> &amp; \\_c\\_' | label 'queue.backend' is 'redis' |  |");
        lines.ShouldContain($"| ❔ | app(backend=redis) | {Platform.Host} | package 'apk:gcc' is absent | the image has no record of Alpine packages (/lib/apk/db/installed) |  |");
        lines.ShouldContain($"| ⚠️ | app(backend=redis) | {Platform.Host} | [\"x\"] ends with 0 | no command can be run here |  |".Replace("[\"x\"]", "\\[\"x\"\\]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_shows_every_claim_when_asked()
    {
        using var world = FleetBuildTests.Create();
        var fleet = await world.BuildAsync(Fleet);
        using var text = new StringWriter();
        FleetVerificationText.Write(text, await world.VerifyAsync(fleet, fleet.Select(["app(backend=redis)"]).Targets), new() { Color = true }, ProofDetail.Claims);
        text.ToString().ShouldContain("\x1B[31;1m✗\x1B[0m app(backend=redis)  7 of 11 claims proven, 2 false, 2 unprovable\n");
        text.ToString().ShouldContain("    \x1B[32m✓\x1B[0m env: variable 'OPENHQM_QUEUE_BACKEND' is 'redis': variable 'OPENHQM_QUEUE_BACKEND' is 'redis'\n");
        text.ToString().ShouldContain("    \x1B[33m?\x1B[0m packages: package 'apk:gcc' is absent: the image has no record of Alpine packages (/lib/apk/db/installed)\n");
    }

    [Fact]
    public async Task Json_counts_the_outcomes()
    {
        using var world = FleetBuildTests.Create();
        var fleet = await world.BuildAsync(Fleet);
        using var output = new MemoryStream();
        FleetVerificationJson.Write(output, await world.VerifyAsync(fleet, fleet.Select(["app(backend=redis)"]).Targets));
        using var json = JsonDocument.Parse(output.ToArray());
        var summary = json.RootElement.GetProperty("summary");
        summary.EnumerateObject().Select(count => $"{count.Name} {count.Value}").ShouldBe(["claims 11", "proven 7", "false 2", "unprovable 2"]);
        json.RootElement.GetProperty("holds").GetBoolean().ShouldBeFalse();
    }

    private static async Task<string> JunitAsync(FleetWorld world)
    {
        var fleet = await world.BuildAsync(Fleet);
        using var output = new MemoryStream();
        FleetVerificationJunit.Write(output, await world.VerifyAsync(fleet, fleet.Select(["app(backend=redis)"]).Targets), Time);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Plays a container whose program prints one thing.</summary>
    private sealed class Printer(string output) : IImageRunner
    {
        public Task<ImageRun> RunAsync(StoredImage image, IReadOnlyList<string> command, CancellationToken cancellationToken) => Task.FromResult(new ImageRun { Output = output });
    }
}
