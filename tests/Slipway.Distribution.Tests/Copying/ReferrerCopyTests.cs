// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

public sealed class ReferrerCopyTests : IDisposable
{
    private const string Sbom = "application/x.sbom";
    private const string Signature = "application/x.signature";
    private static readonly RepositoryName App = RepositoryName.Parse("team/app");
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();
    private readonly CredentialStore _credentials;

    public ReferrerCopyTests() => _credentials = new(_folder["auth.json"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OciLayout Store => OciLayout.Open(_folder["store"]);

    private ImageTransfer Transfer => new(_http, _credentials);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_refers_to_an_index_to_its_images_and_to_that_goes_from_registry_to_registry_to_layout_to_archive_and_back()
    {
        await using var own = await StartAsync();
        await using var old = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var index = await PushIndexAsync(own.Registry);
        var sbom = await ReferAsync(own.Registry, index, Sbom);
        var signature = await ReferAsync(own.Registry, sbom, Signature);
        var ofChild = await ReferAsync(own.Registry, Store.ReadManifest(index).Index!.Manifests[1], Signature);
        string[] ways = [$"{own.Registry}/team/app:1", $"{old.Registry}/team/app:1", $"oci:{_folder["layout"]}:1", $"oci-archive:{_folder["app.tar"]}:1", $"{own.Registry}/back/app:1"];

        foreach (var (from, to) in ways.Zip(ways.Skip(1)))
        {
            var copied = await CopyAsync(from, to);
            copied.Referrers.Select(static referrer => (referrer.Digest, referrer.ArtifactType)).ShouldBe([(ofChild.Digest, Signature), (sbom.Digest, Sbom), (signature.Digest, Signature)], to);
            copied.Skipped.ShouldBeEmpty();
        }

        foreach (var (registry, repository) in new[] { (old.Registry, "team/app"), (own.Registry, "back/app") })
        {
            (await ListAsync(registry, repository, index)).ShouldBe([sbom.Digest]);
            (await ListAsync(registry, repository, sbom)).ShouldBe([signature.Digest]);
            (await ListAsync(registry, repository, Store.ReadManifest(index).Index!.Manifests[1])).ShouldBe([ofChild.Digest]);
        }
        // A place that lists what refers to an image beside it still has one image to copy.
        (await CopyAsync($"oci:{_folder["layout"]}", $"{own.Registry}/unnamed/app:1")).Image.Digest.ShouldBe(index.Digest);
        (await CopyAsync($"oci-archive:{_folder["app.tar"]}", $"{own.Registry}/unnamed/app:2")).Image.Digest.ShouldBe(index.Digest);
    }

    [Fact]
    public async Task Nothing_goes_along_unasked_and_of_one_type_only_that_with_what_refers_to_it()
    {
        await using var own = await StartAsync();
        var image = await PushAsync(own.Registry);
        var sbom = await ReferAsync(own.Registry, image, Sbom);
        var ofSbom = await ReferAsync(own.Registry, sbom, Signature);
        await ReferAsync(own.Registry, image, Signature);
        var from = $"{own.Registry}/team/app:1";

        (await new ImageCopier(Transfer).CopyAsync(Request(from, $"{own.Registry}/bare/app:1") with { Referrers = null }, null, Cancellation)).Referrers.ShouldBeEmpty();
        await CopyAsync(from, $"{own.Registry}/some/app:1", ReferrerSelection.All with { ArtifactTypes = [Sbom] });

        (await ListAsync(own.Registry, "bare/app", image)).ShouldBeEmpty();
        (await ListAsync(own.Registry, "some/app", image)).ShouldBe([sbom.Digest]);
        (await ListAsync(own.Registry, "some/app", sbom)).ShouldBe([ofSbom.Digest]);
    }

    [Fact]
    public async Task The_name_is_set_after_what_refers_to_the_image()
    {
        var recorder = new RequestRecorder();
        await using var from = await StartAsync();
        await using var to = await StartAsync(services => services.AddSingleton<IStartupFilter>(recorder));
        var image = await PushAsync(from.Registry);
        var sbom = await ReferAsync(from.Registry, image, Sbom);

        await CopyAsync($"{from.Registry}/team/app:1", $"{to.Registry}/team/app:1");

        recorder.Requests.Where(static request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/manifests/", StringComparison.Ordinal)).Distinct()
            .ShouldBe([$"PUT /v2/team/app/manifests/{image.Digest}", $"PUT /v2/team/app/manifests/{sbom.Digest}", "PUT /v2/team/app/manifests/1"]);
    }

    [Fact]
    public async Task A_list_that_names_what_is_gone_or_refers_to_something_else_does_not_stop_the_copy_and_is_told()
    {
        await using var old = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        await using var own = await StartAsync();
        var image = await PushAsync(old.Registry);
        var other = await PushAsync(old.Registry, "other", seed: 9);
        var sbom = await ReferAsync(old.Registry, image, Sbom);
        var astray = await ReferAsync(old.Registry, other, Sbom);
        using (var client = await Transfer.ConnectAsync(ImageReference.Parse($"{old.Registry}/team/app"), Cancellation))
        {
            var gone = await ReferAsync(old.Registry, image, "application/x.gone");
            var list = ManifestBlob.Create(new ImageIndex { Manifests = [gone, astray, other, sbom] });
            await client.PushManifestAsync(App, list, Tag.Parse(ReferrersTag.Of(image.Digest)), Cancellation);
            (await client.DeleteManifestAsync(App, gone.Digest, Cancellation)).ShouldBeTrue();

            var copied = await CopyAsync($"{old.Registry}/team/app:1", $"{own.Registry}/team/app:1");

            copied.Referrers.ShouldHaveSingleItem().Digest.ShouldBe(sbom.Digest);
            copied.Skipped.Select(static skipped => (skipped.Referrer, skipped.Reason))
                .ShouldBe([(gone.Digest, "it is not there"), (astray.Digest, $"it refers to {other.Digest}"), (other.Digest, "it refers to nothing")]);
            (await ListAsync(own.Registry, "team/app", other)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task References_to_references_have_an_end()
    {
        await using var own = await StartAsync();
        var last = await PushAsync(own.Registry);
        for (var depth = 1; depth <= 9; depth++)
            last = await ReferAsync(own.Registry, last, Signature);

        (await Should.ThrowAsync<ImageFormatException>(() => CopyAsync($"{own.Registry}/team/app:1", $"oci:{_folder["layout"]}:1"))).Message.ShouldEndWith("is referred to more than 8 deep.");
        Directory.Exists(_folder["layout"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Tags_made_of_the_digest_go_along_where_they_are_asked_for_and_other_tags_stay()
    {
        await using var own = await StartAsync();
        await using var old = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, Cancellation);
        var index = await PushIndexAsync(own.Registry);
        var child = Store.ReadManifest(index).Index!.Manifests[0];
        var (ofIndex, ofChild) = ($"sha256-{index.Digest.Hex}.sig", $"sha256-{child.Digest.Hex}.att");
        await PushAsync(own.Registry, ofIndex, seed: 21);
        await PushAsync(own.Registry, ofChild, seed: 22);
        await PushAsync(own.Registry, $"sha256-{new string('0', 64)}.sig", seed: 23);
        var selection = new ReferrerSelection { Kinds = ReferrerKinds.DigestTags };

        (await CopyAsync($"{own.Registry}/team/app:1", $"{old.Registry}/team/app:1", selection)).DigestTags.ShouldBe(((string[])[ofIndex, ofChild]).Order(StringComparer.Ordinal));
        await CopyAsync($"{old.Registry}/team/app:1", $"oci:{_folder["layout"]}:1", selection);
        await CopyAsync($"oci:{_folder["layout"]}:1", $"{own.Registry}/back/app:1", selection);

        using var reader = Transfer.OpenReader(ImageReference.Parse($"{own.Registry}/back/app"));
        (await reader.ListTagsAsync(Cancellation)).Select(static tag => tag.ToString()).ShouldBe(["1", ofIndex, ofChild], ignoreOrder: true);
        (await Should.ThrowAsync<ImageFormatException>(() => CopyAsync($"oci:{_folder["layout"]}:1", $"oci-archive:{_folder["a.tar"]}", selection))).Message.ShouldContain("digest tags are names of their own");
        (await Should.ThrowAsync<ImageFormatException>(() => CopyAsync($"{own.Registry}/team/app:{ofIndex}", $"docker-archive:{_folder["a.tar"]}", selection))).Message.ShouldContain("nothing that refers to them");
    }

    [Fact]
    public async Task A_layout_with_a_list_under_a_tag_is_read_as_regclient_writes_it()
    {
        await using var own = await StartAsync();
        var image = RandomImage.Create(Store, seed: 5);
        using var layout = PlainLayout.Open(_folder["layout"]);
        var empty = Store.WriteBlob(MediaTypes.Empty, "{}"u8);
        var sbom = ManifestBlob.Create(new ImageManifest { Config = empty, Layers = [empty], ArtifactType = Sbom, Subject = image });
        var list = ManifestBlob.Create(new ImageIndex { Manifests = [sbom.Descriptor] });
        foreach (var blob in Store.ReadManifest(image).Image!.Layers.Append(Store.ReadManifest(image).Image!.Config).Append(empty))
            await layout.ImportBlobAsync(blob, Store.OpenBlob(blob)!, Cancellation);
        foreach (var manifest in new[] { Store.ReadManifest(image), sbom, list })
            layout.WriteManifest(manifest);
        await layout.ListAsync(image, "1", Cancellation);
        await layout.ListAsync(list.Descriptor, ReferrersTag.Of(image.Digest), Cancellation);

        (await CopyAsync($"oci:{_folder["layout"]}", $"{own.Registry}/team/app:1")).Referrers.ShouldHaveSingleItem().Digest.ShouldBe(sbom.Digest);
        (await ListAsync(own.Registry, "team/app", image)).ShouldBe([sbom.Digest]);
    }

    [Fact]
    public async Task A_plan_says_what_each_place_lacks_and_changes_none()
    {
        await using var own = await StartAsync();
        var image = await PushAsync(own.Registry);
        var sbom = await ReferAsync(own.Registry, image, Sbom);
        await CopyAsync($"{own.Registry}/team/app:1", $"oci:{_folder["has"]}:1");
        var request = new CopyRequest(ImagePlace.Parse($"{own.Registry}/team/app:1", "/"), [.. ((string[])[$"{own.Registry}/new/app:1", $"oci:{_folder["has"]}:2", $"oci:{_folder["layout"]}:1", $"oci-archive:{_folder["a.tar"]}"])
            .Select(static word => ImagePlace.Parse(word, "/"))]) { Referrers = ReferrerSelection.All };
        var before = await File.ReadAllTextAsync(_folder["has/index.json"], Cancellation);

        var plan = await new ImageCopier(Transfer).PlanAsync(request, Cancellation);

        plan.Result.Referrers.ShouldHaveSingleItem().Digest.ShouldBe(sbom.Digest);
        plan.Places.Select(static place => (place.Blobs, place.Missing)).ShouldBe([(4, 4), (4, 0), (4, 4), (4, 4)]);
        plan.Places[0].MissingBytes.ShouldBe(Store.ReadManifest(image).Image!.Layers.Sum(static layer => layer.Size) + Store.ReadManifest(image).Image!.Config.Size + 2);
        (await Transfer.ResolveAsync(ImageReference.Parse($"{own.Registry}/new/app:1"), Cancellation)).ShouldBeNull();
        (await File.ReadAllTextAsync(_folder["has/index.json"], Cancellation)).ShouldBe(before);
        Directory.Exists(_folder["layout"]).ShouldBeFalse();
        Directory.GetFileSystemEntries(_folder.Path, "a.tar*").ShouldBeEmpty();
    }

    private async Task<TestRegistry> StartAsync(Action<IServiceCollection>? services = null)
    {
        var registry = await TestRegistry.StartAsync(Cancellation, services: services);
        await _credentials.SaveAsync(registry.Registry, RegistryCredential.FromPassword("anyone", registry.PushToken), Cancellation);
        return registry;
    }

    private async Task<Descriptor> PushAsync(string registry, string tag = "1", int seed = 7)
    {
        var image = RandomImage.Create(Store, seed: seed);
        await Transfer.PushAsync(Store, image, ImageReference.Parse($"{registry}/team/app:{tag}"), null, Cancellation);
        return image;
    }

    private async Task<Descriptor> PushIndexAsync(string registry)
    {
        var index = RandomImage.CreateIndex(Store, seed: 7, [Platform.LinuxAmd64, Platform.LinuxArm64]);
        await Transfer.PushAsync(Store, index, ImageReference.Parse($"{registry}/team/app:1"), null, Cancellation);
        return index;
    }

    private async Task<Descriptor> ReferAsync(string registry, Descriptor subject, string type)
    {
        var empty = Store.WriteBlob(MediaTypes.Empty, "{}"u8);
        var referrer = ManifestBlob.Create(new ImageManifest { Config = empty, Layers = [empty], ArtifactType = type, Subject = subject with { Platform = null, Annotations = null } });
        using var client = await Transfer.ConnectAsync(ImageReference.Parse($"{registry}/team/app"), Cancellation);
        await client.PushBlobAsync(App, new(empty, _ => Task.FromResult(Store.OpenBlob(empty)!)), Cancellation);
        await client.PushManifestAsync(App, referrer, null, Cancellation);
        return referrer.Descriptor;
    }

    private async Task<IEnumerable<Digest>> ListAsync(string registry, string repository, Descriptor subject)
    {
        using var reader = Transfer.OpenReader(ImageReference.Parse($"{registry}/{repository}"));
        return [.. (await reader.ListReferrersAsync(subject.Digest, null, Cancellation)).Select(static referrer => referrer.Digest)];
    }

    private static CopyRequest Request(string from, string to) => new(ImagePlace.Parse(from, "/"), [ImagePlace.Parse(to, "/")]) { Referrers = ReferrerSelection.All };

    private Task<CopyResult> CopyAsync(string from, string to, ReferrerSelection? selection = null) =>
        new ImageCopier(Transfer).CopyAsync(Request(from, to) with { Referrers = selection ?? ReferrerSelection.All }, null, Cancellation);
}
