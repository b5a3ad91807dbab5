// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class ImageCopierTests : IDisposable
{
    private static readonly Platform ArmV7 = new() { Os = "linux", Architecture = "arm", Variant = "v7" };
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();
    private readonly CredentialStore _credentials;

    public ImageCopierTests() => _credentials = new(_folder["auth.json"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Store => OciLayout.Open(_folder["store"]);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_copied_between_registries_is_what_skopeo_copies()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var from = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var to = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var index = await PushIndexAsync(from.Registry);

        (await CopyAsync($"{from.Registry}/team/app:1", $"{to.Registry}/copied/app:2")).Digest.ShouldBe(index.Digest);

        await RunAsync(skopeo, "copy", "--all", "--src-tls-verify=false", $"docker://{to.Registry}/copied/app:2", $"dir:{_folder["ours"]}");
        await RunAsync(skopeo, "copy", "--all", "--src-tls-verify=false", $"docker://{from.Registry}/team/app:1", $"dir:{_folder["theirs"]}");
        Files("ours").ShouldBe(Files("theirs"));
        Files("ours").Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task A_layout_that_is_copied_to_is_read_by_skopeo_and_copied_from()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await StartAsync();
        var index = await PushIndexAsync(registry.Registry);

        await CopyAsync($"{registry.Registry}/team/app:1", $"oci:{_folder["layout"]}:first");
        await CopyAsync($"{registry.Registry}/team/app:1", $"oci:{_folder["layout"]}:second", Platform.LinuxArm64);

        Directory.GetFileSystemEntries(_folder["layout"]).Select(Path.GetFileName).Order().ShouldBe(["blobs", "index.json", "oci-layout"]);
        (await RunAsync(skopeo, "inspect", "--raw", $"oci:{_folder["layout"]}:first")).ShouldBe(System.Text.Encoding.UTF8.GetString(Store.ReadManifest(index).Raw.Span));
        (await RunAsync(skopeo, "inspect", "--format", "{{.Architecture}}", $"oci:{_folder["layout"]}:second")).ShouldBe("arm64");
        (await CopyAsync($"oci:{_folder["layout"]}:first", $"{registry.Registry}/again/app:1")).Digest.ShouldBe(index.Digest);
        (await ResolveAsync($"{registry.Registry}/again/app:1"))!.Digest.ShouldBe(index.Digest);
        (await Should.ThrowAsync<ImageFormatException>(() => CopyAsync($"oci:{_folder["layout"]}", $"oci:{_folder["other"]}"))).Message.ShouldEndWith("it has 2 images; name one behind the path: first, second.");
    }

    [Fact]
    public async Task A_name_in_a_layout_that_is_given_again_names_the_new_image_alone()
    {
        var (first, second) = (RandomImage.Create(Store, seed: 1), RandomImage.Create(Store, seed: 2));
        await SaveAsync(first, "app:1", "first.tar");
        await SaveAsync(second, "app:1", "second.tar");

        await CopyAsync($"oci-archive:{_folder["first.tar"]}", $"oci:{_folder["layout"]}:1");
        await CopyAsync($"oci-archive:{_folder["second.tar"]}", $"oci:{_folder["layout"]}:1");

        using var layout = ForeignLayout.Open(_folder["layout"]);
        layout.Index.Manifests.ShouldHaveSingleItem().Digest.ShouldBe(second.Digest);
    }

    [Fact]
    public async Task Archives_are_written_as_skopeo_reads_them_and_read_as_skopeo_writes_them()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var index = await PushIndexAsync(registry.Registry);

        await CopyAsync($"{registry.Registry}/team/app:1", $"oci-archive:{_folder["ours.tar"]}:team/app:1");
        await CopyAsync($"{registry.Registry}/team/app:1", $"docker-archive:{_folder["docker.tar"]}:team/app:1", Platform.LinuxAmd64);
        await RunAsync(skopeo, "copy", "--all", "--src-tls-verify=false", $"docker://{registry.Registry}/team/app:1", $"oci-archive:{_folder["theirs.tar"]}:tagged");
        await CopyAsync($"oci-archive:{_folder["theirs.tar"]}:tagged", $"{registry.Registry}/from/archive:1");
        await CopyAsync($"docker-archive:{_folder["docker.tar"]}:team/app:1", $"{registry.Registry}/from/docker:1");

        (await RunAsync(skopeo, "inspect", "--raw", $"oci-archive:{_folder["ours.tar"]}")).ShouldBe(System.Text.Encoding.UTF8.GetString(Store.ReadManifest(index).Raw.Span));
        (await RunAsync(skopeo, "inspect", "--format", "{{.Architecture}} {{.Env}}", $"docker-archive:{_folder["docker.tar"]}:docker.io/team/app:1")).ShouldBe("amd64 [SEED=7]");
        (await ResolveAsync($"{registry.Registry}/from/archive:1"))!.Digest.ShouldBe(index.Digest);
        (await RunAsync(skopeo, "inspect", "--tls-verify=false", "--format", "{{.Env}}", $"docker://{registry.Registry}/from/docker:1")).ShouldBe("[SEED=7]");
        Directory.GetFileSystemEntries(_folder.Path, ".*", new EnumerationOptions { AttributesToSkip = 0 }).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_several_platforms_an_index_of_theirs_is_made_and_of_one_its_image_alone()
    {
        await using var registry = await StartAsync();
        var index = Store.ReadManifest(await PushIndexAsync(registry.Registry, Platform.LinuxAmd64, Platform.LinuxArm64, ArmV7)).Index!;

        var several = await CopyAsync($"{registry.Registry}/team/app:1", $"{registry.Registry}/team/app:two", Platform.LinuxAmd64, ArmV7);
        var one = await CopyAsync($"{registry.Registry}/team/app:1", $"{registry.Registry}/team/app:one", ArmV7);

        using var reader = new ImageTransfer(_http, _credentials).OpenReader(ImageReference.Parse($"{registry.Registry}/team/app"));
        (await reader.FetchManifestAsync("two", Cancellation)).Index!.Manifests.Select(static part => part.Platform).ShouldBe([Platform.LinuxAmd64, ArmV7]);
        MediaTypes.IsIndex(several.MediaType).ShouldBeTrue();
        one.Digest.ShouldBe(index.Manifests[2].Digest);
        (await Should.ThrowAsync<ImageFormatException>(() => CopyAsync($"{registry.Registry}/team/app:1", $"oci:{_folder["x"]}", new Platform { Os = "linux", Architecture = "s390x" })))
            .Message.ShouldEndWith("has no image for linux/s390x; it has linux/amd64, linux/arm64, linux/arm/v7.");
    }

    [Fact]
    public async Task Within_a_registry_blobs_are_mounted_and_the_tag_comes_last_after_children_and_blobs()
    {
        var recorder = new RequestRecorder();
        await using var registry = await StartAsync(services => services.AddSingleton<IStartupFilter>(recorder));
        var index = await PushIndexAsync(registry.Registry);
        recorder.Clear();

        await CopyAsync($"{registry.Registry}/team/app:1", $"{registry.Registry}/other/app:1");

        // What was asked twice was asked without a token first.
        var changes = recorder.Requests.Where(static request => request[0] == 'P').Distinct().Select(static request => request.Split('?')).ToList();
        var mounts = changes.Where(static request => request[0].StartsWith("POST", StringComparison.Ordinal)).ToList();
        mounts.Count.ShouldBe(6); // two images of a configuration and two layers
        mounts.ShouldAllBe(static request => request[1].EndsWith("&from=team%2Fapp", StringComparison.Ordinal));
        var puts = changes.Select(static request => request[0]).Where(static request => request.StartsWith("PUT", StringComparison.Ordinal)).ToList();
        puts.ShouldBe([.. Store.ReadManifest(index).Index!.Manifests.Select(static child => $"PUT /v2/other/app/manifests/{child.Digest}"), "PUT /v2/other/app/manifests/1"]);
        changes.Skip(mounts.Count).ShouldAllBe(static request => request[0].StartsWith("PUT", StringComparison.Ordinal));
        recorder.Requests.ShouldNotContain(static request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/blobs/", StringComparison.Ordinal));
        foreach (var mount in mounts)
            recorder.Requests.ShouldContain($"HEAD /v2/other/app/blobs/{mount[1]["mount=".Length..mount[1].IndexOf('&')]}");
    }

    [Fact]
    public async Task No_place_shows_a_name_where_another_of_several_refuses_the_image()
    {
        await using var from = await StartAsync();
        await using var open = await StartAsync();
        await using var closed = await TestRegistry.StartAsync(Cancellation);
        await PushIndexAsync(from.Registry);

        await Should.ThrowAsync<RegistryException>(() => CopyAsync($"{from.Registry}/team/app:1", [$"{open.Registry}/team/app:1", $"{closed.Registry}/team/app:1"]));
        (await ResolveAsync($"{open.Registry}/team/app:1")).ShouldBeNull();

        await CopyAsync($"{from.Registry}/team/app:1", [$"{open.Registry}/team/app:1", $"{open.Registry}/team/app:2", $"oci:{_folder["layout"]}:1"]);
        (await ResolveAsync($"{open.Registry}/team/app:2")).ShouldNotBeNull();
    }

    [Fact]
    public async Task No_name_is_set_before_the_last_place_has_everything()
    {
        var image = RandomImage.Create(Store, seed: 4);
        await SaveAsync(image, "app:1", "app.tar");
        // One registry, which is gone through one place after the other, and refuses the second.
        await using var registry = new ScriptedServer(static request => (request.Method, request.Target.StartsWith("/v2/closed", StringComparison.Ordinal)) switch
        {
            (_, true) => new ScriptedResponse(HttpStatusCode.Forbidden),
            ("HEAD", _) => new ScriptedResponse(HttpStatusCode.NotFound),
            ("POST", _) => new ScriptedResponse(HttpStatusCode.Accepted) { Headers = { ["Location"] = "/session" } },
            _ => new ScriptedResponse(HttpStatusCode.Created),
        });

        var copier = new ImageCopier(new(_http, _credentials, new() { MaxConcurrentImages = 1 }));
        var request = new CopyRequest(ImagePlace.Parse($"oci-archive:{_folder["app.tar"]}", "/"), [ImagePlace.Parse($"{registry.Authority}/open/app:1", "/"), ImagePlace.Parse($"{registry.Authority}/closed/app:1", "/")]);
        (await Should.ThrowAsync<RegistryException>(() => copier.CopyAsync(request, null, Cancellation))).Message.ShouldEndWith("No name was set anywhere.");

        registry.Requests.Where(static request => request.Method == "PUT" && request.Target.Contains("/manifests/", StringComparison.Ordinal)).ShouldHaveSingleItem().Target.ShouldBe($"/v2/open/app/manifests/{image.Digest}");
    }

    [Fact]
    public async Task A_damaged_blob_of_a_layout_is_not_copied()
    {
        var image = RandomImage.Create(Store, seed: 3, layerSize: 100_000);
        await SaveAsync(image, "app:1", "app.tar");
        await CopyAsync($"oci-archive:{_folder["app.tar"]}", $"oci:{_folder["layout"]}:1");
        var layer = Path.Combine(_folder["layout"], "blobs", "sha256", Store.ReadManifest(image).Image!.Layers[0].Digest.Hex);
        var bytes = await File.ReadAllBytesAsync(layer, Cancellation);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(layer, bytes, Cancellation);
        await using var registry = await StartAsync();

        await Should.ThrowAsync<CorruptBlobException>(() => CopyAsync($"oci:{_folder["layout"]}:1", $"{registry.Registry}/team/app:1"));
        await Should.ThrowAsync<CorruptBlobException>(() => CopyAsync($"oci:{_folder["layout"]}:1", $"oci:{_folder["other"]}:1"));

        (await ResolveAsync($"{registry.Registry}/team/app:1")).ShouldBeNull();
        File.Exists(Path.Combine(_folder["other"], "index.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_store_of_Slipway_s_own_is_no_layout_to_copy_to()
    {
        await SaveAsync(RandomImage.Create(Store, seed: 3), "app:1", "app.tar");
        Directory.CreateDirectory(_folder["store/refs"]);

        (await Should.ThrowAsync<ImageFormatException>(() => CopyAsync($"oci-archive:{_folder["app.tar"]}", $"oci:{_folder["store"]}:1"))).Message.ShouldContain("slipway pull");
    }

    [Theory]
    [InlineData("app:1.0", ImagePlaceKind.Registry, "app:1.0")]
    [InlineData("docker://localhost:5000/app", ImagePlaceKind.Registry, "localhost:5000/app:latest")]
    [InlineData("oci:layout:v1", ImagePlaceKind.Layout, "oci:/srv/layout:v1")]
    [InlineData("oci-archive:/a.tar", ImagePlaceKind.OciArchive, "oci-archive:/a.tar")]
    [InlineData("docker-archive:a.tar:team/app:1", ImagePlaceKind.DockerArchive, "docker-archive:/srv/a.tar:team/app:1")]
    public void A_place_is_read_as_skopeo_writes_it(string text, ImagePlaceKind kind, string shown)
    {
        var place = ImagePlace.Parse(text, "/srv");
        place.Kind.ShouldBe(kind);
        place.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("oci:")]
    [InlineData("oci:layout:")]
    [InlineData("App:1")]
    [InlineData("docker-archive:a.tar:v1")]
    public void What_is_no_place_is_refused(string text) =>
        Should.Throw<FormatException>(() => ImagePlace.Parse(text, "/srv")).Message.ShouldStartWith($"'{text}' is no place of an image: ");

    private async Task<TestRegistry> StartAsync(Action<IServiceCollection>? services = null)
    {
        var registry = await TestRegistry.StartAsync(Cancellation, services: services);
        await _credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        return registry;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await new Command(program, arguments).RunAsync(Cancellation)).EnsureSuccess().OutputText.TrimEnd('\n');

    private List<string> Files(string folder) =>
        [.. Directory.GetFiles(_folder[folder]).Order(StringComparer.Ordinal).Select(static file => $"{Path.GetFileName(file)} {Digest.Sha256(File.ReadAllBytes(file))}")];

    private Task<Descriptor> CopyAsync(string source, string destination, params IReadOnlyList<Platform> platforms) => CopyAsync(source, [destination], platforms);

    private async Task<Descriptor> CopyAsync(string source, IReadOnlyList<string> destinations, params IReadOnlyList<Platform> platforms) => (await new ImageCopier(new(_http, _credentials)).CopyAsync(
        new(ImagePlace.Parse(source, _folder.Path), [.. destinations.Select(word => ImagePlace.Parse(word, _folder.Path))]) { Platforms = platforms }, null, Cancellation)).Image;

    private Task<Descriptor?> ResolveAsync(string name) => new ImageTransfer(_http, _credentials).ResolveAsync(ImageReference.Parse(name), Cancellation);

    private async Task<Descriptor> PushIndexAsync(string registry, params IReadOnlyList<Platform> platforms)
    {
        var index = RandomImage.CreateIndex(Store, seed: 7, platforms.Count > 0 ? platforms : [Platform.LinuxAmd64, Platform.LinuxArm64]);
        await new ImageTransfer(_http, _credentials).PushAsync(Store, index, ImageReference.Parse($"{registry}/team/app:1"), null, Cancellation);
        return index;
    }

    private async Task SaveAsync(Descriptor image, string name, string file)
    {
        await using var output = File.Create(_folder[file]);
        await ImageArchiveWriter.WriteAsync(Store, [new(image, [ImageReference.Parse(name)])], ImageArchiveFormat.Oci, output, Cancellation);
    }
}
