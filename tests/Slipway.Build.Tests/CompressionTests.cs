// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class CompressionTests
{
    public CompressionTests() => Needs.Root();

    [Theory]
    [InlineData("compression=zstd", MediaTypes.LayerZstd)]
    [InlineData("compression=zstd,compression-level=19", MediaTypes.LayerZstd)]
    [InlineData("compression=uncompressed", MediaTypes.LayerTar)]
    [InlineData("compression=gzip,compression-level=9", MediaTypes.LayerGzip)]
    [InlineData("compression-level=1", MediaTypes.LayerGzip)]
    public async Task New_layers_are_compressed_as_the_output_says_and_those_of_the_base_stay(string words, string mediaType)
    {
        using var world = await WorldAsync();
        var plain = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /a\n");

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /a\n", target => target with { Outputs = [Output($"type=image,{words}")] });

        image.Image.Layers.Select(static layer => layer.MediaType).ShouldBe([MediaTypes.LayerGzip, mediaType]);
        image.Image.Config.Rootfs.DiffIds.ShouldBe(plain.Image.Config.Rootfs.DiffIds);
        image.Result.StepsRun.ShouldBe(0);
        image.Text("/a").ShouldBe(plain.Text("/a"));
    }

    [Theory]
    [InlineData("zstd", MediaTypes.LayerZstd)]
    [InlineData("uncompressed", MediaTypes.LayerTar)]
    [InlineData("gzip", MediaTypes.LayerGzip)]
    public async Task Forced_all_layers_are(string kind, string mediaType)
    {
        using var world = await WorldAsync();

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /a\n", target => target with { Outputs = [Output($"type=image,compression={kind},force-compression=true")] });

        image.Image.Layers.ShouldAllBe(layer => layer.MediaType == mediaType);
        image.Stat("/bin/busybox").ShouldEndWith(" file");
    }

    [Fact]
    public async Task Outputs_of_one_build_may_differ_and_another_tool_reads_each()
    {
        var skopeo = Needs.Tool("skopeo");
        using var world = await WorldAsync();
        var (zstd, plain) = (world.Folder["zstd"], world.Folder["plain"]);

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nCOPY a /a\n", target => target with
        {
            Outputs = [new ImageStoreOutput(), Output($"type=oci,dest={zstd},tar=false,compression=zstd,force-compression=true"), Output($"type=oci,dest={plain},tar=false,compression=uncompressed")],
        });

        image.Image.Layers.ShouldAllBe(static layer => layer.MediaType == MediaTypes.LayerGzip);
        foreach (var (layout, type) in new[] { (zstd, MediaTypes.LayerZstd), (plain, MediaTypes.LayerTar) })
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(skopeo, ["copy", "-q", $"oci:{layout}", $"dir:{layout}.dir"]) { RedirectStandardError = true })!;
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, errors);
            File.ReadAllText($"{layout}.dir/manifest.json").ShouldContain(type);
        }
    }

    private static BuildOutput Output(string text) => BuildOutput.TryParse(text, "/", out var output, out var problem) ? output : throw new ArgumentException(problem);

    private static async Task<BuildWorld> WorldAsync()
    {
        var world = await BuildWorld.WithBaseAsync();
        world.Write("a", string.Concat(Enumerable.Range(0, 10_000)));
        return world;
    }
}
