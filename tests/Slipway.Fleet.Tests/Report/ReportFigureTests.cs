// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Build;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>The figures of a report, against cases worked out by hand and against tools that are not ours.</summary>
public sealed class ReportFigureTests
{
    // Layers: base 3000; one base + 500; two base + 500 + 70, the 500 being the same bytes as one's.
    private const string Three = """
        fleet: three
        version: 1.0.0
        images:
          base: { context: base }
          one: { context: one }
          two: { context: two, claims: { size: { saves: 1%, against: base } } }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shared_and_own_bytes_of_three_images_are_those_worked_out_by_hand()
    {
        using var world = Create();
        var report = FleetReport.Create(await world.VerifyAsync(await world.BuildAsync(Three)));
        report.Rows.Select(row => (row.Target, row.Size, row.Layers, row.SharedSize, row.OwnSize)).ShouldBe([
            ("base", 3000L, 1, 3000L, 0L), ("one", 3500L, 2, 3500L, 0L), ("two", 3570L, 3, 3500L, 70L),
        ]);
        report.Total.Sum.Size.ShouldBe(3000 + 3500 + 3570);
        report.Total.Once!.Size.ShouldBe(3000 + 500 + 70);
        // What travels once: each blob once, and each configuration.
        var blobs = report.Rows.Select(row => Image(world, row.Target)).ToList();
        report.Total.Once.CompressedSize.ShouldBe(
            blobs.SelectMany(image => image.Layers).DistinctBy(layer => layer.Digest).Sum(layer => layer.Size) + blobs.Sum(image => image.Manifest.Image!.Config.Size));
    }

    [Fact]
    public async Task A_part_of_a_fleet_shares_with_the_rest_of_it()
    {
        using var world = Create();
        var fleet = await world.BuildAsync(Three);
        var verification = await world.VerifyAsync(fleet, fleet.Select(["two"]).Targets);
        var others = await world.VerifyAsync(fleet, fleet.Select(["base", "one"]).Targets);
        FleetReport.Create(verification).Rows.ShouldHaveSingleItem().OwnSize.ShouldBe(3570);
        var row = FleetReport.Create(verification, new() { Others = others.Targets }).Rows.ShouldHaveSingleItem();
        (row.OwnSize, row.Against, row.Saving).ShouldBe((70L, "base", -19m));
    }

    [Fact]
    public async Task Sizes_are_those_that_Pythons_tarfile_counts_in_what_skopeo_copies()
    {
        var (skopeo, python) = (Needs.Tool("skopeo"), Needs.Tool("python3"));
        using var world = Create();
        using var folder = new TempFolder();
        var report = FleetReport.Create(await world.VerifyAsync(await world.BuildAsync(Three)));
        const string script = """
            import json, os, sys, tarfile
            root = sys.argv[1]
            manifest = json.load(open(os.path.join(root, "manifest.json")))
            stored = 0
            for layer in manifest["layers"]:
                with tarfile.open(os.path.join(root, layer["digest"].split(":")[1])) as tar:
                    stored += sum(entry.size for entry in tar if entry.isreg())
            print(stored, manifest["config"]["size"] + sum(layer["size"] for layer in manifest["layers"]), len(manifest["layers"]))
            """;
        foreach (var row in report.Rows)
        {
            await Oracle.RunAsync(skopeo, ["copy", $"oci:{world.Store.Root}:docker.io/library/{row.Target}:1.0.0", $"dir:{folder[row.Target]}"], TestContext.Current.CancellationToken);
            (await Oracle.RunAsync(python, ["-c", script, folder[row.Target]], TestContext.Current.CancellationToken)).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{row.Size} {row.CompressedSize} {row.Layers}\n"));
        }
    }

    [Fact]
    public async Task Build_times_are_those_of_the_steps_and_what_several_need_is_shared()
    {
        using var world = Create();
        var graph = await world.LoadAsync(Three);
        await world.BuildAsync(Three);
        var plan = await new FleetBuilder(world.Engine).PlanAsync(graph, graph.Fleet.Targets, BuildOptions.Default, Cancellation);
        // Seconds that were never measured, so that the sums can be worked out: each step takes twice the one before it.
        var seconds = 0.5;
        plan = new(graph, graph.Fleet.Targets, plan.Build with
        {
            Steps = [.. plan.Build.Steps.Select(step => step with { LastDuration = step.Step.Name.Contains("COPY", StringComparison.Ordinal) ? TimeSpan.FromSeconds(seconds *= 2) : null })],
        });
        plan.Build.Steps.Where(step => step.LastDuration is not null).Select(step => (step.Step.Name.Split(' ')[0], step.LastDuration!.Value.TotalSeconds)).Count().ShouldBe(4);

        var report = FleetReport.Create(await world.VerifyAsync(graph.Fleet), new() { Plan = plan });
        double Of(string target) => report.Rows.Single(row => row.Target == target).BuildTime!.Value.TotalSeconds;
        double Shared(string target) => report.Rows.Single(row => row.Target == target).SharedBuildTime!.Value.TotalSeconds;
        double Steps(Func<PlannedStep, bool> which) => plan.Build.Steps.Where(which).Sum(step => step.LastDuration?.TotalSeconds ?? 0);
        foreach (var target in (string[])["base", "one", "two"])
        {
            Of(target).ShouldBe(Steps(step => step.Step.Targets.Contains(target)));
            Shared(target).ShouldBe(Steps(step => step.Step.Targets.Contains(target) && step.Step.Targets.Count > 1));
        }
        report.Total.BuildTime!.Value.TotalSeconds.ShouldBe(1 + 2 + 4 + 8);
        Of("base").ShouldBeLessThan(Of("one"));
        Shared("base").ShouldBe(Of("base"));
    }

    [Fact]
    public async Task An_image_stands_beside_what_it_was_before()
    {
        using var world = Create();
        var before = FleetReport.Create(await world.VerifyAsync(await world.BuildAsync(Three)));
        world.Write("two/b", new string('b', 30));
        world.Write("three/c", "c");
        world.Write("three/Dockerfile", "FROM base\nCOPY c /\n");
        var now = Three.Replace("  one: { context: one }", "  three: { context: three }", StringComparison.Ordinal).Replace("FROM one", "FROM base", StringComparison.Ordinal);
        world.Write("two/Dockerfile", "FROM base\nCOPY a /\nCOPY b /\n");
        var report = FleetReport.Create(await world.VerifyAsync(await world.BuildAsync(now)), new() { Before = before });

        report.Rows.Select(row => (row.Target, row.Before?.Size, row.Change)).ShouldBe([("base", 3000L, 0L), ("three", null, null), ("two", 3570L, -40L)]);
        report.Rows[2].ChangePercent!.Value.ShouldBe(100m * -40 / 3570);
        report.Gone.Select(row => row.Target).ShouldBe(["one"]);
        (report.Total.Before!.Size, report.Total.Compared!.Size).ShouldBe((3000 + 3570, 3000 + 3530));
    }

    private static StoredImage Image(FleetWorld world, string name) =>
        world.Store.ReadImage(world.Store.Resolve(ImageReference.Parse($"{name}:1.0.0"))!, Platform.Host)!;

    private static FleetWorld Create()
    {
        var world = new FleetWorld();
        world.Write("base/Dockerfile", "FROM scratch\nCOPY big /\n");
        world.Write("base/big", new string('x', 3000));
        world.Write("one/Dockerfile", "FROM base\nCOPY a /\n");
        world.Write("two/Dockerfile", "FROM base\nCOPY a /\nCOPY b /\n");
        foreach (var path in (string[])["one/a", "two/a"])
            world.Write(path, new string('a', 500));
        world.Write("two/b", new string('b', 70));
        return world;
    }
}
