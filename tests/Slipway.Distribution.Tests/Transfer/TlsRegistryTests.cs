// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class TlsRegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;

    public TlsRegistryTests() => _authority = new(_folder);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Store => OciLayout.Open(_folder["store"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_registry_with_an_authority_of_its_own_and_a_password_is_pushed_to_and_skopeo_reads_it()
    {
        var skopeo = Needs.Tool("skopeo");
        var (certificate, key) = _authority.Issue("server");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, $"{{certificate: \"{certificate}\", key: \"{key}\"}}", Cancellation);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        var index = RandomImage.CreateIndex(Store, seed: 1, Platform.LinuxAmd64, Platform.LinuxArm64);
        var credentials = new CredentialStore(_folder["auth.json"]);
        using var http = new GuardedHttp(new() { Registries = Settings(registry.Registry, $"\"authorities\": [\"{_authority.File}\"]") });

        await new RegistryLogin(http, credentials).LoginAsync(registry.Registry, RegistryCredential.FromPassword(DockerRegistryServer.User, DockerRegistryServer.Password), null, Cancellation);
        await new ImageTransfer(http, credentials).PushAsync(Store, index, name, null, Cancellation);
        var pulled = await new ImageTransfer(http, credentials).PullAsync(new(name, null), OciLayout.Open(_folder["pulled"]), null, Cancellation);

        pulled.Stored.Digest.ShouldBe(index.Digest);
        var seen = await new Command(skopeo, ["inspect", "--raw", "--authfile", _folder["auth.json"], "--cert-dir", _folder.Path, $"docker://{name}"]).RunAsync(Cancellation);
        seen.EnsureSuccess().Output.ToArray().ShouldBe(Store.ReadManifest(index).Raw.ToArray());
    }

    [Fact]
    public async Task Without_its_authority_it_is_refused_and_without_TLS_it_is_not_tried()
    {
        var (certificate, key) = _authority.Issue("server");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, $"{{certificate: \"{certificate}\", key: \"{key}\"}}", Cancellation);
        var stranger = new TestAuthority(_folder, "stranger");
        using var http = new GuardedHttp(new() { Registries = Settings(registry.Registry, $"\"authorities\": [\"{stranger.File}\"]") });

        var refusal = await Should.ThrowAsync<RegistryException>(() => new ImageTransfer(http).ResolveAsync(ImageReference.Parse($"{registry.Registry}/team/app:1"), Cancellation));

        refusal.Message.ShouldContain("is of no authority that this machine trusts");
        refusal.Message.ShouldContain("registries.json");
    }

    [Fact]
    public async Task A_registry_that_asks_for_a_certificate_is_shown_the_one_of_its_settings()
    {
        var (certificate, key) = _authority.Issue("server");
        var (own, ownKey) = _authority.Issue("client");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, $"{{certificate: \"{certificate}\", key: \"{key}\", clientcas: [\"{_authority.File}\"]}}", Cancellation);
        var name = ImageReference.Parse($"{registry.Registry}/team/app:1");
        using var without = new GuardedHttp(new() { Registries = Settings(registry.Registry, $"\"authorities\": [\"{_authority.File}\"]") });
        using var http = new GuardedHttp(new() { Registries = Settings(registry.Registry, $"\"authorities\": [\"{_authority.File}\"], \"certificate\": \"{own}\", \"key\": \"{ownKey}\"") });
        var image = RandomImage.Create(Store, seed: 1);

        await Should.ThrowAsync<RegistryException>(() => new ImageTransfer(without, null, Hasty).ResolveAsync(name, Cancellation));
        await new ImageTransfer(http).PushAsync(Store, image, name, null, Cancellation);

        (await new ImageTransfer(http).ResolveAsync(name, Cancellation))!.Digest.ShouldBe(image.Digest);
    }

    [Fact]
    public async Task A_certificate_that_can_t_be_read_is_told_by_its_file()
    {
        using var http = new GuardedHttp(new() { Registries = Settings("127.0.0.1:1", "\"authorities\": [\"/nowhere.pem\"]") });

        var problem = await Should.ThrowAsync<RegistryException>(() => new ImageTransfer(http).ResolveAsync(ImageReference.Parse("127.0.0.1:1/team/app:1"), Cancellation));

        problem.Message.ShouldContain("/nowhere.pem");
    }

    private static TransferOptions Hasty { get; } = new() { Registry = new() { MaxAttempts = 1 } };

    private RegistrySettings Settings(string registry, string said) =>
        RegistrySettings.Read([_folder.Write($"{Guid.NewGuid():N}.json", $$"""{ "registries": { "{{registry}}": { {{said}} } } }""")], []);
}
