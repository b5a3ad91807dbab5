// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

public sealed class TreeIndexTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_index_survives_the_way_through_a_cache()
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        using var root = RootedDirectory.Open(_folder["tree"]);
        var (_, written) = await TestLayer.WriteAsync([.. LayerSource.FromDirectory(root, LayerSourceOptions.Default), LayerEntry.Whiteout("dir/gone"), LayerEntry.Opaque("dir")]);

        var bytes = new MemoryStream();
        TreeIndexFormat.Write(written.Index, bytes);
        bytes.Position = 0;
        var read = TreeIndexFormat.Read(bytes);

        Lines(read).ShouldBe(Lines(written.Index));
        read.Root.Find("dir")!.Find("gone")!.IsWhiteout.ShouldBeTrue();
        read.Root.Find("dir")!.IsOpaque.ShouldBeTrue();
    }

    [Fact]
    public async Task The_files_that_name_owners_are_kept_whoever_made_the_index()
    {
        _folder.Write("tree/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        _folder.Write("tree/etc/group", "");
        _folder.Write("tree/etc/shadow", "root:secret\n");
        var (layer, written) = await TestLayer.OfDirectoryAsync(_folder["tree"]);
        var bytes = new MemoryStream();
        TreeIndexFormat.Write(written.Index, bytes);
        bytes.Position = 0;
        foreach (var index in new[] { written.Index, (await layer.IndexAsync()).Index, (await layer.ApplyAsync(_folder["out"], new() { Privileges = Privileges.LeftOut })).Index, TreeIndexFormat.Read(bytes) })
        {
            System.Text.Encoding.UTF8.GetString(index.Find("etc/passwd")!.KeptContent!.Value.Span).ShouldBe("root:x:0:0::/root:/bin/sh\n");
            index.Find("etc/group")!.KeptContent!.Value.Length.ShouldBe(0);
            index.Find("etc/shadow")!.KeptContent.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_damaged_index_is_nothing_but_invalid_data()
    {
        var (_, written) = await TestLayer.WriteAsync([new(TarArchive.Folder("d/")), new(TarArchive.Link("d/l", "target")), new(TarArchive.File("d/f"))]);
        var bytes = new MemoryStream();
        TreeIndexFormat.Write(written.Index, bytes);
        var random = new Random(4);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                TreeIndexFormat.Read(new MemoryStream(damaged, 0, random.Next(damaged.Length + 1)));
            }
            catch (InvalidDataException)
            {
                // As it says.
            }
        }
    }

    [Theory]
    [InlineData("bin/sh", "usr/bin/dash")]
    [InlineData("/bin/../bin/sh", "usr/bin/dash")]
    [InlineData("../../bin/sh", "usr/bin/dash")]
    [InlineData("up/usr/bin/dash", "usr/bin/dash")]
    [InlineData("bin", "usr/bin")]
    [InlineData("", "")]
    [InlineData("circle", null)]
    [InlineData("circle/x", null)]
    [InlineData("none", null)]
    [InlineData("usr/bin/dash/x", null)]
    [InlineData("dangling", null)]
    public async Task Paths_are_looked_up_with_links_followed_inside_the_root(string path, string? expected)
    {
        var (_, written) = await TestLayer.WriteAsync(
        [
            new(TarArchive.Folder("usr/bin")), new(TarArchive.File("usr/bin/dash")), new(TarArchive.Link("usr/bin/sh", "dash")), new(TarArchive.Link("bin", "/usr/bin")),
            new(TarArchive.Link("up", "../../..")), new(TarArchive.Link("circle", "circle")), new(TarArchive.Link("dangling", "nowhere")),
        ]);
        written.Index.Resolve(path, FinalLink.Follow).ShouldBe(expected);
        written.Index.Resolve("bin/sh", FinalLink.Keep).ShouldBe("usr/bin/sh");
        written.Index.Find("dangling", FinalLink.Keep)!.LinkTarget.ShouldBe("nowhere");
        written.Index.Find("usr")!.IsImplied.ShouldBeTrue();
    }

    [Fact]
    public async Task Layers_merge_as_overlays_do()
    {
        var (_, below) = await TestLayer.WriteAsync(
        [
            new(TarArchive.Folder("a") with { Mode = 0b111_000_000 }), new(TarArchive.File("a/1")), new(TarArchive.File("a/2")), new(TarArchive.Folder("b")), new(TarArchive.File("b/1")),
            new(TarArchive.File("c")), new(TarArchive.Folder("d")), new(TarArchive.File("d/1")), new(TarArchive.Link("e", "a")), new(TarArchive.Folder("f")), new(TarArchive.File("f/1")),
        ]);
        var (_, above) = await TestLayer.WriteAsync(
        [
            LayerEntry.Whiteout("a/1"), new(TarArchive.File("a/3")), LayerEntry.Opaque("b"), new(TarArchive.File("b/2")), new(TarArchive.Folder("c")),
            new(TarArchive.File("d")), new(TarArchive.File("e/1")), new(TarArchive.Folder("f") with { UserId = 9 }), new(TarArchive.HardLink("g", "a/2")),
        ]);

        var merged = TreeIndex.Merge([below.Index, above.Index]);

        merged.Enumerate().Select(one => one.Path).ShouldBe(["a", "a/2", "a/3", "b", "b/2", "c", "d", "e", "e/1", "f", "f/1", "g"]);
        merged.Find("a")!.Mode.ShouldBe(0b111_000_000); // only implied above
        merged.Find("d")!.Type.ShouldBe(FileType.RegularFile);
        merged.Find("f")!.UserId.ShouldBe(9u);
        merged.Find("g")!.Content.ShouldBe(Digest.Sha256([]));
        merged.Enumerate().ShouldAllBe(one => !one.Node.IsWhiteout && !one.Node.IsOpaque);
        below.Index.Find("a/1").ShouldNotBeNull(); // and nothing changed below
    }

    /// <summary>All that two indexes of one tree agree on: everything but the times of directories.</summary>
    internal static string Lines(TreeIndex index) => string.Join('\n', index.Enumerate().Select(one =>
    {
        var node = one.Node;
        var target = node.HardLinkTo is { } file ? $" = {SampleTree.Show(file)}" : node.LinkTarget is { } link ? $" -> {SampleTree.Show(link)}" : "";
        var time = node.Type == FileType.Directory ? "" : $"{node.Modified}";
        return $"{SampleTree.Show(one.Path)} {node.Type} {Convert.ToString(node.Mode, 8)} {node.UserId}:{node.GroupId} {node.Size} {time} {node.Device} {node.Content} {node.Attributes}{target}";
    }));
}
