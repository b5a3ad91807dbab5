// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Steps on which nothing executes: they go straight into their layers.</summary>
public sealed class PlannedCopyTests
{
    public PlannedCopyTests() => Needs.Root();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // What executes on a step, or an output as files, makes it an upper directory.
    [Theory]
    [InlineData(1, 20)]
    [InlineData(21, 40)]
    [InlineData(41, 60)]
    [InlineData(61, 80)]
    public async Task A_planned_step_and_an_upper_directory_make_the_same_layer(int first, int last)
    {
        var succeeded = 0;
        for (var seed = first; seed <= last; seed++)
        {
            using var planned = await WorldAsync(seed);
            using var upper = await WorldAsync(seed);
            // A time of its own decides what is made new; without one nothing of the kind is in the Dockerfile.
            var isTimed = seed % 3 != 0;
            var random = new RandomWorld(seed);
            random.FillContext(planned.Context);
            var dockerfile = random.Dockerfile(seed % 7 == 0 ? "FROM scratch" : "FROM test/base:1", planned.Context, isTimed);
            var options = new BuildOptions { SourceDateEpoch = isTimed ? DateTimeOffset.FromUnixTimeSeconds(1_200_000_000) : null };
            var target = planned.Target(dockerfile);

            var one = await planned.RunAsync(options, target);
            var other = await upper.RunAsync(options, target with { Outputs = [new ImageStoreOutput(), new TarOutput(upper.Folder["out.tar"])] });

            var shown = $"seed {seed}\n{dockerfile}";
            var (straight, through) = (Layers(planned, one), Layers(upper, other));
            (straight == through).ShouldBeTrue($"{shown}\nplanned: {straight}\nupper: {through}");
            Directory.Exists(planned.Home.Snapshots).ShouldBeFalse(shown);
            succeeded += one.Succeeded ? 1 : 0;
            // What was written down on the way is what the blobs hold.
            foreach (var (layer, diffId) in one.Succeeded ? planned.Store.ReadImage(one.Targets[0].Image!, Platform.Host)!.LayersWithDiffIds : [])
            {
                if (new BuildCache(planned.Home).Trees.Find(diffId) is { } index)
                    Bytes(index).ShouldBe(Bytes((await LayerApplier.IndexAsync(planned.Store.OpenBlob(layer)!, layer, diffId, LayerLimits.Default, Cancellation)).Index), shown);
            }
        }
        succeeded.ShouldBeGreaterThan(5, "most of what is tried must work, else little is compared");
    }

    [Theory]
    [InlineData("COPY a /etc/a\nCMD [\"x\"]", "etc/a")]
    [InlineData("COPY a /link/deep/a", "app/deep/a")]
    [InlineData("COPY --chown=app a /new/a", "new/a")]
    [InlineData("COPY --link --chown=app:staff a /new/a", "new/a")]
    [InlineData("USER app\nWORKDIR /w/x\nCOPY a .", "w/x/a")]
    [InlineData("ADD a /added", "added")]
    [InlineData("COPY <<EOF /here\ntext\nEOF", "here")]
    public async Task Nothing_is_unpacked_or_mounted_for_a_step_that_executes_nothing(string steps, string path)
    {
        using var world = new BuildWorld();
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, null, BuildWorld.Directory("app", 0x1C0, 7, 8), BuildWorld.Link("link", "/app"));
        world.Write("a", "a");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\n{steps}\n");

        image.Tree.Find(path).ShouldNotBeNull().Type.ShouldBe(FileType.RegularFile);
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();
        MountTable.Below(world.Home.Root).ShouldBeEmpty();
        (await world.BuildAsync($"FROM {BuildWorld.Base}\n{steps}\n")).Result.StepsRun.ShouldBe(0);
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_is_copied_up_is_like_the_one_below()
    {
        using var world = new BuildWorld();
        var folder = BuildWorld.Directory("odd", 0x5E8, 7, 8).Metadata with
        {
            Modified = new(1_000_000_000),
            ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["user.mine"] = "yes"u8.ToArray(), ["trusted.machine"] = "no"u8.ToArray() },
        };
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host, null, new LayerEntry(folder), BuildWorld.File("implied/folder/file", ""));
        world.Write("a", "a");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /odd/a\nCOPY a /implied/a\n");

        image.Stat("/odd").ShouldBe("2750 7:8 folder");
        image.Layers[1].Find("odd")!.KeptAttributes!.Keys.ShouldBe(["user.mine"]);
        image.Layers[1].Find("odd")!.Modified.ShouldBe(new UnixTime(1_000_000_000));
        image.Stat("/implied").ShouldBe("0755 0:0 folder");
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();
    }

    [Fact]
    public async Task A_later_build_that_executes_on_it_unpacks_its_layer()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("d/f", "1");
        var dockerfile = $"FROM {BuildWorld.Base}\nCOPY d /d\n";
        await world.BuildAsync(dockerfile);
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();

        var image = await world.BuildAsync(dockerfile + "RUN cat /d/f; stat -c %a /d\n");

        image.Result.StepsRun.ShouldBe(1);
        world.Log.ShouldBe("1755\n");
    }

    [Fact]
    public async Task An_archive_is_unpacked_all_the_same()
    {
        using var world = new BuildWorld();
        System.Formats.Tar.TarFile.CreateFromDirectory(world.Folder.MakeFolder("packed/in"), world.Context + "/x.tar", includeBaseDirectory: true);
        world.Write("y.tar", "no tar");

        var image = await world.BuildAsync("FROM scratch\nADD x.tar y.tar /\n");

        image.Stat("/in").ShouldEndWith("folder");
        image.Stat("/y.tar").ShouldEndWith("file");
    }

    [Fact]
    public async Task A_damaged_index_is_made_again()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("a", "a");
        await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /etc/a\n");
        var trees = Directory.GetFiles(Path.Combine(world.Home.Cache, "trees"));
        trees.Length.ShouldBe(2);
        foreach (var path in trees)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /etc/a\nCOPY a /etc/b\n");

        image.Stat("/etc/b").ShouldEndWith("file");
        image.Result.StepsRun.ShouldBe(1);
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_compression_is_made_of_the_layer_that_is_there()
    {
        using var world = new BuildWorld();
        world.Write("d/f", new string('x', 100_000));
        const string dockerfile = "FROM scratch\nCOPY d /d\n";
        var gzip = await world.BuildAsync(dockerfile);

        var zstd = await world.BuildAsync(dockerfile, options: new() { Compression = new() { Kind = LayerCompressionKind.Zstd } });
        var none = await world.BuildAsync(dockerfile, options: new() { Compression = new() { Kind = LayerCompressionKind.None } });

        (zstd.Result.StepsRun + none.Result.StepsRun).ShouldBe(0);
        foreach (var image in new[] { zstd, none })
            image.Image.Config.Rootfs!.DiffIds.ShouldBe(gzip.Image.Config.Rootfs!.DiffIds);
        zstd.Image.Layers[0].MediaType.ShouldBe(MediaTypes.LayerZstd);
        none.Image.Layers[0].MediaType.ShouldBe(MediaTypes.LayerTar);
        none.Image.Layers[0].Digest.ShouldBe(none.Image.Config.Rootfs!.DiffIds[0].Digest);
        Directory.Exists(world.Home.Snapshots).ShouldBeFalse();
    }

    [Fact]
    public async Task A_layer_with_clamped_times_serves_no_build_that_keeps_later_ones()
    {
        using var world = new BuildWorld();
        LinuxFile.SetTimes(world.Write("a", "a"), new(1_500_000_000));
        const string dockerfile = "FROM scratch\nCOPY a /a\n";
        async Task<UnixTime> TimeAsync(long? epoch) =>
            (await world.BuildAsync(dockerfile, options: new() { SourceDateEpoch = epoch is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null })).Tree.Find("/a")!.Modified;

        (await TimeAsync(1_000_000_000)).ShouldBe(new UnixTime(1_000_000_000));
        (await TimeAsync(1_400_000_000)).ShouldBe(new UnixTime(1_400_000_000));
        (await TimeAsync(null)).ShouldBe(new UnixTime(1_500_000_000));
        (await TimeAsync(1_100_000_000)).ShouldBe(new UnixTime(1_100_000_000));
        // That one was made of a layer that was there, and so will these be.
        (await world.BuildAsync(dockerfile, options: new() { SourceDateEpoch = DateTimeOffset.FromUnixTimeSeconds(1_200_000_000) })).Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task Targets_with_times_of_their_own_each_get_theirs()
    {
        using var world = new BuildWorld();
        LinuxFile.SetTimes(world.Write("a", "a"), new(1_500_000_000));
        BuildTarget Target(string name, string epoch) => world.Target("FROM scratch\nCOPY a /a\n", name) with { Args = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = epoch } };

        var result = await world.RunAsync(null, Target("one", "1000000000"), Target("two", "1400000000"));

        result.StepsRun.ShouldBe(1);
        new BuiltImage(world, result.Targets[0].Image!, result).Tree.Find("/a")!.Modified.ShouldBe(new UnixTime(1_000_000_000));
        new BuiltImage(world, result.Targets[1].Image!, result).Tree.Find("/a")!.Modified.ShouldBe(new UnixTime(1_400_000_000));
    }

    [Fact]
    public async Task Without_the_cache_it_is_written_again()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("a", "a");
        var dockerfile = $"FROM {BuildWorld.Base}\nCOPY a /a\n";
        var first = await world.BuildAsync(dockerfile);

        var again = await world.BuildAsync(dockerfile, target => target with { NoCache = true });

        again.Result.StepsRun.ShouldBe(1);
        again.Image.Layers[^1].ShouldBe(first.Image.Layers[^1]);
    }

    [Fact]
    public async Task Two_that_make_the_same_layer_at_once_make_one()
    {
        using var world = await BuildWorld.WithBaseAsync();
        foreach (var index in Enumerable.Range(0, 200))
            world.Write($"d/{index}", new string('x', index * 100));
        var target = world.Target($"FROM {BuildWorld.Base}\nCOPY d /d\nCOPY d /e\n");

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => new BuildEngine(world.Services with { Time = TimeProvider.System }).BuildAsync(new() { Targets = [target] }, null, Cancellation)));

        results.ShouldAllBe(result => result.Succeeded);
        results.Sum(result => result.StepsRun).ShouldBe(2);
        results.Select(result => result.Targets[0].Image).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_copied_fails_the_step_and_makes_no_layer()
    {
        using var world = new BuildWorld();
        foreach (var index in Enumerable.Range(0, 30))
            world.Write($"d/{index:D2}", new string('x', 100_000));
        var dockerfile = "FROM scratch\nCOPY d /d\n";
        var path = world.Context + "/d/29";
        var time = new UnixTime(1_000_000_000);
        LinuxFile.SetTimes(path, time);
        var blobs = world.Store.ListBlobs().Count();
        // Between the making of the key and the making of the layer: when the step starts.
        var services = world.Services;
        var changing = new OnStart(() =>
        {
            File.WriteAllText(path, new string('y', 100_000));
            LinuxFile.SetTimes(path, time);
        });

        var result = await new BuildEngine(services).BuildAsync(new() { Targets = [world.Target(dockerfile)] }, changing, Cancellation);

        result.Failures[0].Message.ShouldBe($"'/d/29' of the build context '{world.Context}' changed while it was copied");
        result.Failures[0].IsTransient.ShouldBeTrue();
        world.Store.ListBlobs().Count().ShouldBe(blobs);
        (await world.BuildAsync(dockerfile)).Text("/d/29").ShouldStartWith("yyy");
    }

    private static async Task<BuildWorld> WorldAsync(int seed)
    {
        var world = new BuildWorld();
        var random = new RandomWorld(1000 + seed);
        var layers = new List<WrittenLayer>();
        LayerEntry[] owners = [BuildWorld.Directory("etc"), BuildWorld.File("etc/passwd", "root:x:0:0::/:\napp:x:1000:1001::/:\n"), BuildWorld.File("etc/group", "staff:x:50:\n")];
        foreach (var entries in Enumerable.Range(0, 1 + (seed % 3)).Select(index => index == 0 ? owners.Concat(random.Layer()) : random.Layer()))
            layers.Add(await LayerWriter.WriteAsync(world.Store, entries.ToList(), LayerOptions.Default, Cancellation));
        var config = new ImageConfig { Architecture = Platform.Host.Architecture, Os = "linux", Rootfs = new() { DiffIds = [.. layers.Select(static layer => layer.DiffId)] } };
        var manifest = new ImageManifest { Config = world.Store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [.. layers.Select(static layer => layer.Descriptor)] };
        await world.Store.SetReferenceAsync(ImageReference.Parse("test/base:1"), world.Store.WriteManifest(ManifestBlob.Create(manifest)), Cancellation);
        return world;
    }

    private static string Layers(BuildWorld world, BuildResult result) => result.Targets[0].Image is { } image
        ? string.Join('\n', world.Store.ReadImage(image, Platform.Host)!.Layers.Select(static layer => layer.Digest.ToString()))
        : result.Failures[0].Message;

    private static byte[] Bytes(TreeIndex index)
    {
        using var bytes = new MemoryStream();
        TreeIndexFormat.Write(index, bytes);
        return bytes.ToArray();
    }

    private sealed class OnStart(Action change) : IProgress<BuildEvent>
    {
        private int _done;

        public void Report(BuildEvent value)
        {
            if (value is StepStarted { Step.Name: var name } && name.Contains("COPY", StringComparison.Ordinal) && Interlocked.Exchange(ref _done, 1) == 0)
                change();
        }
    }
}
