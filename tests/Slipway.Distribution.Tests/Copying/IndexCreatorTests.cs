// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class IndexCreatorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Store => OciLayout.Open(_folder["store"]);

    private ImageTransfer Transfer => new(_http);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Images_of_several_machines_are_joined_and_skopeo_reads_each()
    {
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var other = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var amd64 = await PushAsync($"{registry.Registry}/amd64/app:1", seed: 1, Platform.LinuxAmd64);
        var arm64 = await PushAsync($"{other.Registry}/arm64/app:1", seed: 2, Platform.LinuxArm64);

        var index = await CreateAsync([$"{registry.Registry}/amd64/app:1", $"{other.Registry}/arm64/app:1"], [$"{registry.Registry}/team/app:1", $"{other.Registry}/team/app:one"]);

        index.Index!.Manifests.Select(static entry => (entry.Digest, entry.Platform)).ShouldBe([(amd64.Digest, Platform.LinuxAmd64), (arm64.Digest, Platform.LinuxArm64)]);
        foreach (var (place, platform, seed) in (IReadOnlyList<(string, string, int)>)[($"{registry.Registry}/team/app:1", "arm64", 2), ($"{other.Registry}/team/app:one", "amd64", 1)])
        {
            var copied = await RunAsync(skopeo, "--override-arch", platform, "inspect", "--tls-verify=false", "--format", "{{.Env}}", $"docker://{place}");
            copied.ShouldBe($"[SEED={seed}]");
        }
    }

    [Fact]
    public async Task An_index_that_is_only_looked_at_changes_nothing()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await PushAsync($"{registry.Registry}/team/app:amd64", seed: 1, Platform.LinuxAmd64);

        var index = await CreateAsync([$"{registry.Registry}/team/app:amd64"], []);

        (await Transfer.ResolveAsync(ImageReference.Parse($"{registry.Registry}/team/app@{index.Digest}"), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_images_for_one_platform_are_refused_by_the_names_of_both()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await PushAsync($"{registry.Registry}/team/app:a", seed: 1, Platform.LinuxAmd64);
        await PushAsync($"{registry.Registry}/team/app:b", seed: 2, Platform.LinuxAmd64);

        var refusal = await Should.ThrowAsync<ImageFormatException>(() => CreateAsync([$"{registry.Registry}/team/app:a", $"{registry.Registry}/team/app:b"], [$"{registry.Registry}/team/app:1"]));

        refusal.Message.ShouldStartWith($"'{registry.Registry}/team/app:a' and '{registry.Registry}/team/app:b' both have an image for linux/amd64");
    }

    [Fact]
    public async Task What_is_added_takes_the_place_of_the_image_for_its_platform_with_that_image_s_attestation()
    {
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var (amd64, arm64) = (RandomImage.Create(Store, seed: 1), RandomImage.Create(Store, seed: 2, platform: Platform.LinuxArm64));
        var attestation = RandomImage.Create(Store, seed: 3) with
        {
            Platform = new() { Os = "unknown", Architecture = "unknown" },
            Annotations = new Dictionary<string, string> { ["vnd.docker.reference.type"] = "attestation-manifest", ["vnd.docker.reference.digest"] = amd64.Digest.ToString() },
        };
        var old = Store.WriteManifest(ManifestBlob.Create(new ImageIndex { Manifests = [amd64, arm64, attestation] }));
        await Transfer.PushAsync(Store, old, ImageReference.Parse($"{registry.Registry}/team/app:1"), null, Cancellation);
        var next = await PushAsync($"{registry.Registry}/team/app:next", seed: 4, Platform.LinuxAmd64);

        var index = await CreateAsync([$"{registry.Registry}/team/app:1", $"{registry.Registry}/team/app:next"], [$"{registry.Registry}/team/app:1"], SamePlatform.Replaced);

        index.Index!.Manifests.Select(static entry => entry.Digest).ShouldBe([next.Digest, arm64.Digest]);
        (await Transfer.ResolveAsync(ImageReference.Parse($"{registry.Registry}/team/app:1"), Cancellation))!.Digest.ShouldBe(index.Digest);
    }

    private Task<ManifestBlob> CreateAsync(IReadOnlyList<string> sources, IReadOnlyList<string> destinations, SamePlatform same = SamePlatform.Refused) => new IndexCreator(Transfer).CreateAsync(
        new([.. sources.Select(Place)], [.. destinations.Select(Place)]) { SamePlatform = same, Annotations = new Dictionary<string, string> { ["org.example.note"] = "joined" } }, null, Cancellation);

    private ImagePlace Place(string word) => ImagePlace.Parse(word, _folder.Path);

    private async Task<Descriptor> PushAsync(string name, int seed, Platform platform)
    {
        var image = RandomImage.Create(Store, seed, platform: platform);
        await Transfer.PushAsync(Store, image, ImageReference.Parse(name), null, Cancellation);
        return image;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await new Command(program, arguments).RunAsync(Cancellation)).EnsureSuccess().OutputText.TrimEnd('\n');
}
