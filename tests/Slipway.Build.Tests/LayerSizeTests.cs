// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>What layers take compressed, of real files, beside what others make of them.</summary>
public sealed class LayerSizeTests
{
    private const double Most = 1.03;
    private const long Slice = 24L << 20;

    // Folders behind links go round in a real tree.
    private static readonly EnumerationOptions Unlinked = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public LayerSizeTests() => Needs.Root();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/usr/share/doc")]
    [InlineData("/usr/bin")]
    public async Task A_layer_is_within_three_percent_of_what_gzip_makes_of_it(string tree)
    {
        var (world, image) = await BuildAsync(tree);
        using var kept = world;
        var layer = image.Image.Layers.ShouldHaveSingleItem();
        var path = world.Store.BlobPath(layer.Digest);

        var gzip = await new Command("sh", ["-c", "gzip -dc \"$0\" | gzip -6 -n | wc -c", path]).RunAsync(Cancellation);

        ((double)layer.Size / long.Parse(gzip.EnsureSuccess().OutputText)).ShouldBeLessThan(Most);
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task A_layer_is_within_three_percent_of_BuildKits()
    {
        await using var docker = await TrixieDocker.StartAsync(Cancellation);
        foreach (var tree in new[] { "/usr/share/doc", "/usr/bin" })
        {
            var (world, image) = await BuildAsync(tree);
            using var kept = world;
            world.Write("Dockerfile", "FROM scratch\nCOPY tree /tree\n");
            var archive = world.Folder["buildkit.tar"];
            await docker.RunAsync(["buildx", "build", "--provenance=false", "-o", $"type=oci,dest={archive},compression=gzip", world.Context], Cancellation);
            var peers = OciLayout.Open(world.Folder["peers"]);
            await using var input = File.OpenRead(archive);
            var theirs = peers.ReadImage((await ImageArchiveReader.ReadAsync(peers, input, Cancellation))[0].Descriptor, Platform.Host)!.Layers.ShouldHaveSingleItem();

            var ratio = (double)image.Image.Layers[0].Size / theirs.Size;
            TestContext.Current.SendDiagnosticMessage("{0}: {1} bytes beside BuildKit's {2}, {3:P2}", tree, image.Image.Layers[0].Size, theirs.Size, ratio - 1);
            ratio.ShouldBeLessThan(Most, tree);
        }
    }

    // So many bytes of regular files of a real tree, by name.
    private static async Task<(BuildWorld World, BuiltImage Image)> BuildAsync(string tree)
    {
        var world = new BuildWorld();
        var taken = 0L;
        foreach (var path in Directory.EnumerateFiles(tree, "*", Unlinked).Order(StringComparer.Ordinal))
        {
            if (taken > Slice)
                break;
            if (new FileInfo(path) is not { Length: > 0 and < 8 << 20 } file)
                continue;
            var copy = world.Context + "/tree" + path;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
            taken += file.Length;
        }
        return (world, await world.BuildAsync("FROM scratch\nCOPY tree /tree\n"));
    }
}
