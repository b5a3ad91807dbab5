// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Packages;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Composed images in caches that are carried: what a cache says that their layers hold is checked before it counts.</summary>
public sealed class CarriedImageTests : IDisposable
{
    private static readonly DiffId Other = new(Digest.Sha256("something else"u8));

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_machine_composes_nothing_that_the_first_one_composed()
    {
        var built = await CarryAsync();
        using var second = Machine(out var packages);

        var again = await RunAsync(second, From());

        (again.StepsRun, packages.Composed, again.Targets[0].Image!.Digest).ShouldBe((0, 0, built));
        (await RunAsync(second, null)).StepsRun.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_layer_of_a_composed_image_that_holds_something_else_than_was_said_gets_into_no_image(bool isHere)
    {
        var built = await CarryAsync();
        Forge(HoldOther);
        using var second = Machine(out var packages);
        if (isHere)
            await packages.WriteLayerAsync();

        var result = await RunAsync(second, From());

        result.Succeeded.ShouldBeFalse();
        BuildWorld.Describe(result).ShouldContain(Other.ToString());
        result.Targets[0].Image.ShouldBeNull();
        var anew = await RunAsync(second, null);
        (packages.Composed, anew.Targets[0].Image?.Digest).ShouldBe((1, built));
    }

    [Fact]
    public async Task A_composed_image_that_nobody_needed_is_taken_for_no_result_of_this_machine()
    {
        var built = await CarryAsync();
        Forge(HoldOther);
        using var second = Machine(out var packages);
        await packages.WriteLayerAsync();

        var looked = await RunAsync(second, From(), new CacheOnlyOutput());
        var anew = await RunAsync(second, null);

        (looked.Succeeded, looked.StepsRun).ShouldBe((true, 0));
        (packages.Composed, anew.Targets[0].Image?.Digest).ShouldBe((1, built));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{ "empty_layer": true }]""")]
    [InlineData("""[{ "created_by": "one" }, { "created_by": "two" }]""")]
    public async Task A_composed_image_that_does_not_say_how_its_layers_came_about_is_composed_here(string history)
    {
        var built = await CarryAsync();
        Forge(config => config["history"] = JsonNode.Parse(history));
        using var second = Machine(out var packages);

        var anew = await RunAsync(second, From());

        (packages.Composed, anew.Targets[0].Image?.Digest).ShouldBe((1, built));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Digest> CarryAsync()
    {
        using var first = Machine(out var packages);
        var result = await RunAsync(first, new() { CacheExports = [CacheExport.TryParse("type=local,dest=cache", _folder.Path, out var export, out var problem) ? export : throw new FormatException(problem)] });
        packages.Composed.ShouldBe(1, BuildWorld.Describe(result));
        return result.Targets[0].Image!.Digest;
    }

    private BuildOptions From() => new() { CacheImports = [CacheImport.TryParse("type=local,src=cache", _folder.Path, out var import, out var problem) ? import : throw new FormatException(problem)] };

    private static BuildWorld Machine(out Packages packages)
    {
        Packages? made = null;
        var world = new BuildWorld(services => services with { PackageImages = made = new(services.Store) });
        packages = made!;
        return world;
    }

    private static Task<BuildResult> RunAsync(BuildWorld world, BuildOptions? options, params BuildOutput[] outputs)
    {
        var target = new BuildTarget { Name = "base", Source = new PackagesSource(new() { Suite = DebianSuite.Parse("bookworm") }), Context = world.Context };
        return world.RunAsync(options, outputs.Length == 0 ? target : target with { Outputs = outputs });
    }

    private static void HoldOther(JsonNode config) => config["rootfs"]!["diff_ids"]![0] = Other.ToString();

    // The image's configuration is another, and everything that names it agrees.
    private void Forge(Action<JsonNode> change)
    {
        var document = Read("index.json");
        var root = Read(BlobPath(document["manifests"]![0]!));
        var cache = Read(BlobPath(root["config"]!));
        var step = cache["steps"]![0]!["step"]!;
        var image = Read(BlobPath(step["image"]!));
        var config = Read(BlobPath(image["config"]!));
        change(config);

        var before = (Image: Name(step["image"]!), Config: Name(image["config"]!));
        Put(image["config"]!, config);
        Put(step["image"]!, image);
        step["result"] = Name(step["image"]!);
        foreach (var part in root["layers"]!.AsArray())
        {
            if (Name(part!) == before.Image)
                Copy(step["image"]!, part!);
            else if (Name(part!) == before.Config)
                Copy(image["config"]!, part!);
        }
        Put(root["config"]!, cache);
        Put(document["manifests"]![0]!, root);
        File.WriteAllText(_folder["cache/index.json"], document.ToJsonString());
    }

    private void Put(JsonNode descriptor, JsonNode document)
    {
        var bytes = Encoding.UTF8.GetBytes(document.ToJsonString());
        (descriptor["digest"], descriptor["size"]) = (Digest.Sha256(bytes).ToString(), bytes.Length);
        File.WriteAllBytes(_folder["cache/" + BlobPath(descriptor)], bytes);
    }

    private JsonNode Read(string path) => JsonNode.Parse(File.ReadAllText(_folder["cache/" + path]))!;

    private static void Copy(JsonNode from, JsonNode to) => (to["digest"], to["size"]) = (Name(from), from["size"]!.DeepClone());

    private static string Name(JsonNode descriptor) => descriptor["digest"]!.GetValue<string>();

    private static string BlobPath(JsonNode descriptor) => "blobs/" + Name(descriptor).Replace(':', '/');

    // Composes one layer of one file, of no packages at all.
    private sealed class Packages(OciLayout store) : IPackageImages
    {
        public int Composed { get; private set; }

        public Task<string> GetVersionAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken) => Task.FromResult("1");

        public async Task<Descriptor> ComposeAsync(PackagesSource source, Platform platform, ComposedForm form, IProgress<string> log, CancellationToken cancellationToken)
        {
            Composed++;
            var layer = await WriteLayerAsync();
            var config = new ImageConfig
            {
                Architecture = platform.Architecture,
                Variant = platform.Variant,
                Os = platform.Os,
                Rootfs = new() { DiffIds = [layer.DiffId] },
                History = [new() { Created = DateTimeOffset.UnixEpoch, CreatedBy = "composed" }],
            };
            return store.WriteManifest(ManifestBlob.Create(new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [layer.Descriptor] }));
        }

        public Task<WrittenLayer> WriteLayerAsync() => LayerWriter.WriteAsync(store, [BuildWorld.File("composed", "of nothing\n")], LayerOptions.Default, Cancellation);
    }
}
