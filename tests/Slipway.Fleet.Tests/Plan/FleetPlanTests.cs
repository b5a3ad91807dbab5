// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Slipway.Build;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>A plan as text, JSON, graph and picture. Nothing runs in these images, so that no root is needed.</summary>
public sealed class FleetPlanTests
{
    private const string Hierarchy = """
        fleet: platform
        registry: ghcr.io/org
        images:
          spark: { context: spark }
          tools: { context: tools }
          java:  { context: java }
          base:  { context: base }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tree_says_by_which_name_and_where_an_image_needs_another()
    {
        using var world = Create();

        (await TextAsync(world, Hierarchy, PlanDetail.Images, "spark")).ShouldBe($"""
            platform: 1 target, 4 steps requested, 4 unique, 0 cached

            tools  [{Host}; 1 step, 0 cached; ghcr.io/org/tools:latest; only as far as it is needed]
            base  [{Host}; 1 step, 0 cached; ghcr.io/org/base:latest; only as far as it is needed]
            └── java  [{Host}; 2 steps, 0 cached; ghcr.io/org/java:latest; by 'ghcr.io/org/base:latest' at java/Dockerfile:1:6; only as far as it is needed]
                └── spark  [{Host}; 4 steps, 0 cached; ghcr.io/org/spark:latest; by 'java' at spark/Dockerfile:1:6; also needs tools by 'tools' at spark/Dockerfile:2:13]

            critical path: 0.3s of 0.4s of work, all of it a guess: no step of it has run before
                0.1s ? [base 2/2] COPY file /base
                0.1s ? [java 2/2] COPY file /java
                0.1s ? [spark 2/2] COPY --from=tools / /tools

            """);
    }

    [Fact]
    public async Task What_changed_is_named_and_what_waits_for_it_is_undecided()
    {
        using var world = Create();
        await world.BuildAsync(Hierarchy);
        world.Write("java/file", "changed");

        var text = await TextAsync(world, Hierarchy, PlanDetail.Reasons);

        text.ShouldContain("platform: 4 targets, 8 steps requested, 4 unique, 2 cached\n");
        text.ShouldContain("cached  [base 2/2] COPY file /base  (3 targets)\n");
        text.ShouldContain("run     [java 2/2] COPY file /java  (2 targets)\n          what 'file' selects changed: file changed\n");
        text.ShouldContain("maybe   [spark 2/2] COPY --from=tools / /tools\n          a step it needs would run first: [java 2/2] COPY file /java\n");
        text.ShouldMatch(@"\ncritical path: \d\.\ds of \d\.\ds of work\n +\d\.\ds   \[java 2/2\] COPY file /java\n +\d\.\ds   \[spark 2/2\]");
    }

    [Fact]
    public async Task As_JSON_it_holds_what_the_reference_documents()
    {
        using var world = Create();
        await world.BuildAsync(Hierarchy);
        world.Write("java/file", "changed");

        using var output = new MemoryStream();
        FleetPlanJson.Write(output, await PlanAsync(world, Hierarchy));
        using var json = JsonDocument.Parse(output.ToArray());

        var root = json.RootElement;
        (Number(root, "stepsRequested"), Number(root, "stepsUnique"), Number(root, "stepsCached")).ShouldBe((8, 4, 2));
        var spark = root.GetProperty("images")[0];
        spark.GetProperty("needs").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["java", "tools"]);
        var link = spark.GetProperty("links")[1];
        (link.GetProperty("to").GetString(), link.GetProperty("name").GetString(), link.GetProperty("file").GetString(), Number(link, "line"), Number(link, "column")).ShouldBe(("tools", "tools", "spark/Dockerfile", 2, 13));
        var steps = root.GetProperty("steps").EnumerateArray().ToList();
        steps.Select(static step => step.GetProperty("kind").GetString()).Distinct().ShouldBe(["copy"]);
        var changed = steps.Single(static step => step.GetProperty("cache").GetString() == "missing");
        changed.GetProperty("misses")[0].GetProperty("field").GetString().ShouldBe("files of file");
        changed.GetProperty("misses")[0].GetProperty("paths")[0].GetProperty("change").GetString().ShouldBe("changed");
        root.GetProperty("criticalPath").GetProperty("steps").EnumerateArray().Select(static step => Number(step, "id"))
            .ShouldBe(steps.Where(static step => step.GetProperty("cache").GetString() is "missing" or "undecided").Select(static step => Number(step, "id")));
        root.GetProperty("wholePath").GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(0);
        var documented = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Example.Folder("openhqm")))!, "docs", "reference", "plan.md"));
        foreach (var field in Fields(root).Distinct())
            documented.ShouldContain(field, Case.Sensitive, $"docs/reference/plan.md doesn't speak of '{field}'");
    }

    [Fact]
    public async Task Graphviz_takes_the_graph_whatever_the_names_are()
    {
        Needs.Tool("dot");
        using var world = Create();
        using var text = new StringWriter();
        FleetPlanDot.Write(text, await PlanAsync(world, Hostile));

        var svg = XDocument.Parse(await RunAsync("dot", ["-Tsvg"], text.ToString()));

        // Graphviz itself says what it understood: four boxes, three arrows, one path in heavy lines.
        XName Svg(string name) => XName.Get(name, "http://www.w3.org/2000/svg");
        var groups = svg.Descendants(Svg("g")).ToLookup(static group => (string?)group.Attribute("class"));
        groups["node"].Select(group => group.Element(Svg("title"))!.Value).ShouldBe(["base", "app(v=x)", "app(v=y)", "app(v=z)"], ignoreOrder: true);
        groups["edge"].Select(group => group.Element(Svg("title"))!.Value).ShouldBe(["base->app(v=x)", "base->app(v=y)", "base->app(v=z)"], ignoreOrder: true);
        groups["edge"].Count(static group => group.Descendants().Any(static line => (string?)line.Attribute("stroke-width") == "3")).ShouldBe(1);
        groups["edge"].Select(group => (string?)group.Descendants(Svg("a")).First().Attribute(XName.Get("title", "http://www.w3.org/1999/xlink"))).ShouldContain($"'base' at {Folder}/Dockerfile:1:6");
    }

    [Fact]
    public async Task The_picture_is_one_file_that_shows_every_image_apart_and_every_link()
    {
        using var world = Create();
        using var output = new MemoryStream();
        FleetPlanSvg.Write(output, await PlanAsync(world, Hostile));
        var text = Encoding.UTF8.GetString(output.ToArray());

        var svg = XDocument.Parse(text).Root!;

        text.ShouldStartWith("<svg ");
        text.ShouldNotContain("href");
        text.ShouldNotContain("url(");
        text.ShouldNotContain("<script");
        text.ShouldContain("prefers-color-scheme: dark");
        var boxes = Classed(svg, "rect", "box").Select(static box => (X: Attribute(box, "x"), Y: Attribute(box, "y"), Width: Attribute(box, "width"), Height: Attribute(box, "height"))).ToList();
        boxes.Count.ShouldBe(4);
        foreach (var (one, other) in boxes.SelectMany((one, index) => boxes.Skip(index + 1).Select(other => (one, other))))
            (one.X + one.Width < other.X || other.X + other.Width < one.X || one.Y + one.Height < other.Y || other.Y + other.Height < one.Y).ShouldBeTrue($"{one} and {other} overlap");
        boxes.ShouldAllBe(box => box.X + box.Width <= Attribute(svg, "width") && box.Y + box.Height <= Attribute(svg, "height"));
        Classed(svg, "text", "name").Select(static name => name.Value).ShouldContain("app(v=z)");
        svg.Descendants().Where(static one => one.Name.LocalName == "title").Select(static title => title.Value).ShouldContain($"app(v=x) needs base by 'base' at {Folder}/Dockerfile:1:6");
        Classed(svg, "path", "link").Count().ShouldBe(3);
        Classed(svg, "rect", "critical").Count().ShouldBe(2);
        Classed(svg, "path", "link").Count(static link => ((string)link.Attribute("class")!).Contains("critical", StringComparison.Ordinal)).ShouldBe(1);
    }

    // Names of images have no such characters; those of folders do.
    private const string Folder = "a \"b\" <c>&\\d";
    private const string Hostile = """
        fleet: f
        images:
          base: { context: base }
          app: { context: 'a "b" <c>&\d', matrix: { v: [x, y, z] }, args: { V: "{v}" }, tags: ["{v}"] }
        """;

    private static string Host => Oci.Platform.Host.ToString();

    private static FleetWorld Create()
    {
        var world = new FleetWorld();
        world.Write("base/Dockerfile", "FROM scratch\nCOPY file /base\n");
        world.Write("java/Dockerfile", "FROM ghcr.io/org/base:latest\nCOPY file /java\n");
        world.Write("tools/Dockerfile", "FROM scratch\nCOPY file /tool\n");
        world.Write("spark/Dockerfile", "FROM java\nCOPY --from=tools / /tools\n");
        world.Write($"{Folder}/Dockerfile", "FROM base\nARG V\nCOPY file /$V\n");
        foreach (var folder in (string[])["base", "java", "tools", Folder])
            world.Write($"{folder}/file", folder);
        return world;
    }

    private static async Task<FleetPlan> PlanAsync(FleetWorld world, string file, params string[] selectors)
    {
        var graph = await world.LoadAsync(file);
        graph.Diagnostics.Select(static diagnostic => diagnostic.Message).ShouldBeEmpty();
        return await new FleetBuilder(world.Engine).PlanAsync(graph, graph.Fleet.Select(selectors).Targets, BuildOptions.Default, Cancellation);
    }

    private static async Task<string> TextAsync(FleetWorld world, string file, PlanDetail detail, params string[] selectors)
    {
        using var text = new StringWriter();
        FleetPlanText.Write(text, await PlanAsync(world, file, selectors), detail);
        return text.ToString();
    }

    private static IEnumerable<string> Fields(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static field => Fields(field.Value).Prepend(field.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Fields),
        _ => [],
    };

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static IEnumerable<XElement> Classed(XElement svg, string name, string style) =>
        svg.Elements().Where(element => element.Name.LocalName == name && ((string?)element.Attribute("class"))?.Split(' ').Contains(style) == true);

    private static double Attribute(XElement element, string name) => double.Parse((string)element.Attribute(name)!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string program, string[] words, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(Needs.Tool(program), words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var answer = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, await error);
        (await error).ShouldBeEmpty();
        return answer;
    }
}
