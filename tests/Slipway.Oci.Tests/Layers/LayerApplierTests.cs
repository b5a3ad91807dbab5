// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class LayerApplierTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 8));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LayerTargetKind.MergedRoot)]
    [InlineData(LayerTargetKind.OverlayLayer)]
    public async Task A_tree_comes_back_as_it_was(LayerTargetKind kind)
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        var (layer, written) = await TestLayer.OfDirectoryAsync(_folder["tree"]);

        var applied = await layer.ApplyAsync(_folder["out"], new() { Target = kind });

        SampleTree.Describe(_folder["out"]).ShouldBe(SampleTree.Describe(_folder["tree"]));
        (applied.DiffId, applied.TarSize, applied.FileBytes, applied.EntryCount)
            .ShouldBe((written.DiffId, written.TarSize, written.FileBytes, written.EntryCount));
        applied.IgnoredAttributes.ShouldBeEmpty();
        applied.DependsOnBelow.ShouldBeFalse();
        TreeIndexTests.Lines(applied.Index).ShouldBe(TreeIndexTests.Lines(written.Index));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("cat")]
    public async Task Layers_of_other_programs_are_read(string compressor)
    {
        Needs.Root();
        SampleTree.Create(_folder["tree"]);
        Tool.Run("sh", "-c", $"tar -C '{_folder["tree"]}' --numeric-owner -c . | {compressor} > '{_folder["layer"]}'");
        var blob = await File.ReadAllBytesAsync(_folder["layer"], TestLayer.Cancellation);
        Directory.CreateDirectory(_folder["out"]);

        var applied = await LayerApplier.ApplyAsync(new MemoryStream(blob), null, null, _folder["out"], LayerApplyOptions.Default, TestLayer.Cancellation);

        SampleTree.Describe(_folder["out"]).ShouldBe(SampleTree.Describe(_folder["tree"]));
        LinuxFile.GetStatus(_folder["out"]).Modified.ShouldBe(LinuxFile.GetStatus(_folder["tree"]).Modified.WholeSeconds);
        applied.EntryCount.ShouldBe(SampleTree.Walk(_folder["tree"]).Count() + 1); // and the root
    }

    [Fact]
    public async Task Whiteouts_delete_from_a_merged_root_what_is_not_of_their_own_layer()
    {
        var below = await TestLayer.OfEntriesAsync(
            (TarArchive.Folder("dir/"), ""), (TarArchive.File("dir/old"), "old"), (TarArchive.File("dir/both"), "old"), (TarArchive.File("gone"), "x"),
            (TarArchive.Folder("tree/"), ""), (TarArchive.File("tree/x"), "x"), (TarArchive.Folder("part/"), ""), (TarArchive.File("part/old"), "x"));
        // On purpose in the least helpful order: the whiteouts come after what the layer itself holds.
        var layer = await TestLayer.OfEntriesAsync(
            (TarArchive.File("dir/both"), "new"), (TarArchive.File("dir/new"), "new"), (TarArchive.File("part/sub/new"), "new"),
            (TarArchive.File("dir/.wh..wh..opq"), ""), (TarArchive.File(".wh.gone"), ""), (TarArchive.File(".wh.tree"), ""), (TarArchive.File(".wh.part"), ""),
            (TarArchive.File(".wh.never-there"), ""), (TarArchive.File("no/such/.wh.place"), ""));
        await below.ApplyAsync(_folder["out"]);

        await layer.ApplyAsync(_folder["out"]);

        SampleTree.Walk(_folder["out"]).ShouldBe(["dir", "dir/both", "dir/new", "part", "part/sub", "part/sub/new"]);
        File.ReadAllText(_folder["out/dir/both"]).ShouldBe("new");
        var merged = TreeIndex.Merge([(await below.IndexAsync()).Index, (await layer.IndexAsync()).Index]);
        merged.Enumerate().Select(one => one.Path).Where(path => !path.StartsWith("no", StringComparison.Ordinal)).ShouldBe(SampleTree.Walk(_folder["out"]));
    }

    [Fact]
    public async Task Whiteouts_become_devices_and_opaque_marks_attributes_in_an_overlays_layer()
    {
        Needs.Root();
        var layer = await TestLayer.OfEntriesAsync(
            (TarArchive.File("etc/.wh.gone"), ""), (TarArchive.Folder("fresh/"), ""), (TarArchive.File("fresh/.wh..wh..opq"), ""), (TarArchive.File("fresh/file"), "x"),
            (TarArchive.File("again"), "was a file"), (TarArchive.File(".wh.again"), ""), (TarArchive.File(".wh.back"), ""), (TarArchive.Folder("back/"), ""));

        await layer.ApplyAsync(_folder["out"], new() { Target = LayerTargetKind.OverlayLayer });

        LinuxFile.GetStatus(_folder["out/etc/gone"]).IsOverlayWhiteout.ShouldBeTrue();
        LinuxFile.TryGetAttribute(_folder["out/fresh"], "trusted.overlay.opaque").ShouldBe("y"u8.ToArray());
        LinuxFile.TryGetAttribute(_folder["out/back"], "trusted.overlay.opaque").ShouldBe("y"u8.ToArray()); // hidden, then new: nothing shows through
        File.ReadAllText(_folder["out/again"]).ShouldBe("was a file");
        SampleTree.Walk(_folder["out"]).ShouldBe(["again", "back", "etc", "etc/gone", "fresh", "fresh/file"]);
    }

    [Fact]
    public async Task Directories_that_an_overlays_layer_implies_are_as_they_are_below()
    {
        Needs.Root();
        Directory.CreateDirectory(_folder["lower/tmp/deep"]);
        LinuxFile.SetOwner(_folder["lower/tmp"], 5, 6);
        LinuxFile.SetMode(_folder["lower/tmp"], 0b1_111_111_111);
        LinuxFile.SetTimes(_folder["lower/tmp"], new(123, 456));
        _folder.Write("lower/linked", "content of below");
        var layer = await TestLayer.OfEntriesAsync((TarArchive.File("tmp/deep/file"), "x"), (TarArchive.HardLink("tmp/name", "linked"), ""));

        var applied = await layer.ApplyAsync(_folder["out"], new() { Target = LayerTargetKind.OverlayLayer, LowerDirectories = [_folder["lower"]] });

        applied.DependsOnBelow.ShouldBeTrue();
        var status = LinuxFile.GetStatus(_folder["out/tmp"]);
        (status.UserId, status.GroupId, status.Mode, status.Modified).ShouldBe((5u, 6u, 0b1_111_111_111, new UnixTime(123, 456)));
        File.ReadAllText(_folder["out/tmp/name"]).ShouldBe("content of below");
        LinuxFile.GetStatus(_folder["out/linked"]).LinkCount.ShouldBe(2u);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Random_changes_made_in_a_real_overlay_come_back_from_their_layer(int seed)
    {
        Needs.Root();
        var random = new Random(seed);
        RandomTree.Create(_folder["lower"], random);
        var (lower, _) = await TestLayer.OfDirectoryAsync(_folder["lower"]);
        foreach (var name in new[] { "upper", "work", "merged" })
            Directory.CreateDirectory(_folder[name]);
        string expected;
        Tool.Run("mount", "-t", "overlay", "overlay", "-o", $"lowerdir={_folder["lower"]},upperdir={_folder["upper"]},workdir={_folder["work"]}", _folder["merged"]);
        try
        {
            RandomTree.Change(_folder["merged"], random);
            expected = SampleTree.Describe(_folder["merged"]);
        }
        finally
        {
            Tool.Run("umount", _folder["merged"]);
        }

        var (layer, written) = await TestLayer.OfUpperAsync(_folder["upper"]);

        // As a merged root, without an overlay.
        await lower.ApplyAsync(_folder["plain"]);
        await layer.ApplyAsync(_folder["plain"]);
        WithoutTimesOfDirectories(SampleTree.Describe(_folder["plain"])).ShouldBe(WithoutTimesOfDirectories(expected), $"seed {seed}");

        // As layers of an overlay.
        await lower.ApplyAsync(_folder["one"], new() { Target = LayerTargetKind.OverlayLayer });
        await layer.ApplyAsync(_folder["two"], new() { Target = LayerTargetKind.OverlayLayer, LowerDirectories = [_folder["one"]] });
        Tool.Run("mount", "-t", "overlay", "overlay", "-o", $"lowerdir={_folder["two"]}:{_folder["one"]}", _folder["merged"]);
        try
        {
            SampleTree.Describe(_folder["merged"]).ShouldBe(expected, $"seed {seed}");
        }
        finally
        {
            Tool.Run("umount", _folder["merged"]);
        }

        // And as an index, without any disk.
        var (_, whole) = await TestLayer.OfDirectoryAsync(_folder["plain"]);
        var merged = (await lower.IndexAsync()).Index.Under(written.Index);
        TreeIndexTests.Lines(merged).ShouldBe(TreeIndexTests.Lines(whole.Index), $"seed {seed}");
    }

    [Fact]
    public async Task Root_of_a_namespace_sets_owners_and_capabilities_and_tells_which_devices_it_left_out()
    {
        Needs.Root();
        Directory.CreateDirectory(_folder["tree/dev"]);
        LinuxFile.CreateNode(_folder["tree/dev/disk"], FileType.BlockDevice, 0b110_000_000, new(259, 7));
        LinuxFile.CreateNode(_folder["tree/dev/pipe"], FileType.Fifo, 0b110_000_000);
        File.WriteAllText(_folder["tree/program"], "x");
        LinuxFile.SetOwner(_folder["tree/program"], 33, 34);
        LinuxFile.SetAttribute(_folder["tree/program"], "security.capability", [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        var (layer, written) = await TestLayer.OfDirectoryAsync(_folder["tree"]);

        var applied = await layer.ApplyAsync(_folder["out"], new() { Privileges = Privileges.OfNamespace });

        applied.LeftOutDevices.ShouldBe(["dev/disk"]);
        applied.Index.Find("dev/disk").ShouldNotBeNull();
        Directory.GetFileSystemEntries(_folder["out/dev"]).ShouldBe([_folder["out/dev/pipe"]]);
        (LinuxFile.GetStatus(_folder["out/program"]).UserId, LinuxFile.GetStatus(_folder["out/program"]).GroupId).ShouldBe((33u, 34u));
        LinuxFile.TryGetAttribute(_folder["out/program"], "security.capability").ShouldNotBeNull();
        applied.DiffId.ShouldBe(written.DiffId);
    }

    [Fact]
    public async Task What_needs_root_is_left_out_when_asked()
    {
        var layer = await TestLayer.OfEntriesAsync(
            (TarArchive.Folder("locked/") with { Mode = 0b101_000_000, UserId = 77 }, ""), (TarArchive.File("locked/file") with
            {
                UserId = 77,
                ExtendedAttributes = new Dictionary<string, ReadOnlyMemory<byte>> { ["security.capability"] = SampleTree.Capability, ["user.kept"] = "v"u8.ToArray() },
            }, "x"),
            (new() { Name = "null", Type = TarEntryType.CharacterDevice, Device = new(1, 3) }, ""));

        var applied = await layer.ApplyAsync(_folder["out"], new() { Privileges = Privileges.LeftOut });

        SampleTree.Walk(_folder["out"]).ShouldBe(["locked", "locked/file"]);
        LinuxFile.GetStatus(_folder["out/locked/file"]).UserId.ShouldBe(LinuxFile.GetStatus(_folder["out"]).UserId);
        LinuxFile.GetStatus(_folder["out/locked"]).Mode.ShouldBe(0b101_000_000);
        LinuxFile.ListAttributes(_folder["out/locked/file"]).ShouldBe(["user.kept"]);
        applied.IgnoredAttributes.ShouldBe(["security.capability"]);
    }

    [Fact]
    public async Task Holes_are_unpacked_as_holes()
    {
        var (layer, _) = await TestLayer.WriteAsync([new(TarArchive.File("hole") with { Size = 64 << 20 }) { OpenContent = () => new MemoryStream(new byte[64 << 20]) }]);
        await layer.ApplyAsync(_folder["out"]);
        new FileInfo(_folder["out/hole"]).Length.ShouldBe(64 << 20);
        Tool.Run("du", "-k", _folder["out/hole"]).Split('\t')[0].ShouldBe("0");
    }

    // A directory that a layer holds has its times from the layer; one of below in a plain root has those of the unpacking.
    private static string WithoutTimesOfDirectories(string description) => string.Join('\n', description.Split('\n').Select(line =>
        line.Contains(" Directory ", StringComparison.Ordinal) ? System.Text.RegularExpressions.Regex.Replace(line, @" -?\d+(\.\d+)? 0:0", " 0:0") : line));
}
