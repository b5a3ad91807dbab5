// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class ImageTransferTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pulled_image_is_the_image_that_was_pushed()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (here, there) = (Open("here"), Open("there"));
        var image = RandomImage.Create(here, seed: 1, layers: 3, layerSize: 300_000);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        var transfer = new ImageTransfer(_http);

        await transfer.PushAsync(here, image, name, null, Cancellation);
        var pulled = await transfer.PullAsync(new(name, Platform.LinuxAmd64), there, null, Cancellation);

        pulled.Stored.Digest.ShouldBe(image.Digest);
        there.Resolve(name)!.Digest.ShouldBe(image.Digest);
        var layers = there.ReadManifest(pulled.Stored).Image!.Layers;
        layers.ShouldAllBe(layer => File.ReadAllBytes(there.BlobPath(layer.Digest)).SequenceEqual(File.ReadAllBytes(here.BlobPath(layer.Digest))));
    }

    [Fact]
    public async Task Skopeo_reads_what_was_pushed()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 2);
        await new ImageTransfer(_http).PushAsync(store, image, ImageReference.Parse($"{registry.Registry}/team/app:1"), null, Cancellation);

        var inspected = await RunAsync(skopeo, "inspect", "--tls-verify=false", "--format", "{{.Digest}} {{.Architecture}} {{.Env}}", $"docker://{registry.Registry}/team/app:1");
        await RunAsync(skopeo, "copy", "--src-tls-verify=false", $"docker://{registry.Registry}/team/app:1", $"oci:{_folder["copied"]}:1");

        inspected.ShouldBe($"{image.Digest} amd64 [SEED=2]");
        Open("copied").Contains(image.Digest).ShouldBeTrue();
    }

    [Fact]
    public async Task What_skopeo_pushed_is_pulled()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (here, there) = (Open("here"), Open("there"));
        var image = RandomImage.Create(here, seed: 3);
        await here.SetReferenceAsync(ImageReference.Parse("app:1"), image, Cancellation);
        await RunAsync(skopeo, "copy", "--dest-tls-verify=false", $"oci:{here.Root}:docker.io/library/app:1", $"docker://{registry.Registry}/library/app:1");

        var pulled = await new ImageTransfer(_http).PullAsync(new(ImageReference.Parse($"{registry.Registry}/library/app:1"), null), there, null, Cancellation);

        pulled.Resolved.Digest.ShouldBe(image.Digest);
        there.ReadImage(pulled.Stored, Platform.LinuxAmd64)!.Config.Config!.Env.ShouldBe(["SEED=3"]);
    }

    [Fact]
    public async Task Skopeo_reads_an_index_that_was_pushed_for_each_of_its_platforms()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var index = RandomImage.CreateIndex(store, 10, Platform.LinuxAmd64, Platform.LinuxArm64);
        await new ImageTransfer(_http).PushAsync(store, index, ImageReference.Parse($"{registry.Registry}/team/app:multi"), null, Cancellation);

        var env = await RunAsync(skopeo, "--override-arch", "arm64", "inspect", "--tls-verify=false", "--format", "{{.Env}}", $"docker://{registry.Registry}/team/app:multi");

        env.ShouldBe("[SEED=11]");
    }

    [Fact]
    public async Task Of_an_index_the_platform_that_was_asked_for_is_pulled_alone()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (here, there) = (Open("here"), Open("there"));
        var index = RandomImage.CreateIndex(here, 20, Platform.LinuxAmd64, Platform.LinuxArm64);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:multi");
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(here, index, name, null, Cancellation);

        var pulled = await transfer.PullAsync(new(name, Platform.LinuxArm64), there, null, Cancellation);

        pulled.Resolved.Digest.ShouldBe(index.Digest);
        there.ReadImage(there.Resolve(name)!, Platform.LinuxArm64)!.Config.Architecture.ShouldBe("arm64");
        var amd64 = here.ReadManifest(index).Index!.Manifests[0];
        there.Contains(amd64.Digest).ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_is_pulled_with_all_its_parts_where_no_platform_is_asked_for()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (here, there) = (Open("here"), Open("there"));
        var index = RandomImage.CreateIndex(here, 30, Platform.LinuxAmd64, Platform.LinuxArm64);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:multi");
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(here, index, name, null, Cancellation);

        await transfer.PullAsync(new(name, null), there, null, Cancellation);

        there.Resolve(name)!.Digest.ShouldBe(index.Digest);
        there.ReadImage(index, Platform.LinuxAmd64).ShouldNotBeNull();
        there.ReadImage(index, Platform.LinuxArm64).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_image_pulled_by_digest_is_found_by_it_in_the_store()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (here, there) = (Open("here"), Open("there"));
        var index = RandomImage.CreateIndex(here, 40, Platform.LinuxAmd64, Platform.LinuxArm64);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:multi");
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(here, index, name, null, Cancellation);

        var byDigest = name.WithDigest(index.Digest);
        await transfer.PullAsync(new(byDigest, Platform.LinuxAmd64), there, null, Cancellation);

        there.ReadImage(there.Resolve(byDigest)!, Platform.LinuxAmd64)!.Config.Architecture.ShouldBe("amd64");
    }

    [Fact]
    public async Task A_platform_that_an_index_does_not_have_is_told_with_those_it_has()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var index = RandomImage.CreateIndex(store, 50, Platform.LinuxAmd64, Platform.LinuxArm64);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:multi");
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(store, index, name, null, Cancellation);

        var lacking = await Should.ThrowAsync<ImageFormatException>(async () => await transfer.PullAsync(new(name, Platform.Parse("linux/s390x")), store, null, Cancellation));

        lacking.Message.ShouldContain("has no image for linux/s390x; it has linux/amd64, linux/arm64");
    }

    [Fact]
    public async Task Progress_ends_with_every_blob_whole()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (here, there) = (Open("here"), Open("there"));
        var image = RandomImage.Create(here, seed: 6, layers: 2, layerSize: 700_000);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        var transfer = new ImageTransfer(_http);
        var (pushing, pulling) = (new TransferRecorder(), new TransferRecorder());

        await transfer.PushAsync(here, image, name, pushing, Cancellation);
        await transfer.PullAsync(new(name, Platform.LinuxAmd64), there, pulling, Cancellation);

        foreach (var recorder in new[] { pushing, pulling })
        {
            recorder.Reports.GroupBy(static report => report.Blob.Digest).Select(static blob => blob.Last()).ShouldAllBe(static last =>
                last.State == TransferState.Done && last.Transferred == last.Blob.Size);
            recorder.Reports.ShouldContain(static report => report.State == TransferState.Moving && report.Transferred > 0 && report.Transferred < report.Blob.Size);
        }
    }

    [Fact]
    public async Task A_damaged_layer_is_not_pushed()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 7);
        var layer = store.ReadManifest(image).Image!.Layers[0];
        var bytes = await File.ReadAllBytesAsync(store.BlobPath(layer.Digest), Cancellation);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(store.BlobPath(layer.Digest), bytes, Cancellation);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        var transfer = new ImageTransfer(_http);

        var damaged = await Should.ThrowAsync<CorruptBlobException>(async () => await transfer.PushAsync(store, image, name, null, Cancellation));

        damaged.Digest.ShouldBe(layer.Digest);
        (await transfer.ResolveAsync(name, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_by_its_name()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var name = ImageReference.Parse($"{registry.Registry}/team/none:1");

        var absent = await Should.ThrowAsync<RegistryException>(async () => await new ImageTransfer(_http).PullAsync(new(name, null), Open("store"), null, Cancellation));

        absent.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        absent.Message.ShouldContain($"'{name}'");
    }

    [Fact]
    public async Task Tags_and_repositories_are_listed_and_manifests_deleted()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 8);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:b");
        var transfer = new ImageTransfer(_http);
        await transfer.PushAsync(store, image, name, null, Cancellation);
        await transfer.PushAsync(store, image, name.WithTag(Tag.Parse("a")), null, Cancellation);
        using var client = await transfer.ConnectAsync(name, Cancellation);

        (await client.ListTagsAsync(name.Repository, Cancellation).ToListAsync(Cancellation)).Select(static tag => tag.ToString()).Order(StringComparer.Ordinal).ShouldBe(["a", "b"]);
        (await client.ListRepositoriesAsync(Cancellation).ToListAsync(Cancellation)).ShouldBe([name.Repository]);
        (await client.DeleteManifestAsync(name.Repository, image.Digest, Cancellation)).ShouldBeTrue();
        (await client.DeleteManifestAsync(name.Repository, image.Digest, Cancellation)).ShouldBeFalse();
        (await client.ResolveAsync(name.Repository, "a", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_password_lets_push_and_pull_where_nobody_else_may()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var store = Open("store");
        var image = RandomImage.Create(store, seed: 9);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        var credentials = new CredentialStore(_folder["config.json"]);

        var stranger = await Should.ThrowAsync<RegistryException>(async () => await new ImageTransfer(_http, credentials).PushAsync(store, image, name, null, Cancellation));
        await new RegistryLogin(_http, credentials).LoginAsync(registry.Registry, RegistryCredential.FromPassword(DockerRegistryServer.User, DockerRegistryServer.Password), null, Cancellation);
        await new ImageTransfer(_http, credentials).PushAsync(store, image, name, null, Cancellation);
        var pulled = await new ImageTransfer(_http, credentials).PullAsync(new(name, null), Open("there"), null, Cancellation);

        stranger.IsUnauthorized.ShouldBeTrue();
        pulled.Stored.Digest.ShouldBe(image.Digest);
    }

    private OciLayout Open(string name) => OciLayout.Open(_folder[name]);

    private static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await new Command(program, arguments).RunAsync(Cancellation)).EnsureSuccess().OutputText;
}
