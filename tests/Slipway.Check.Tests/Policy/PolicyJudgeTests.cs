// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check.Tests;

public sealed class PolicyJudgeTests : IDisposable
{
    private static readonly ContainerConfig Root = new(), User = new() { User = "1000" };
    private static readonly Platform Unknown = new() { Os = "unknown", Architecture = "unknown" };
    private readonly CheckFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_names_the_rule_what_was_expected_what_was_found_and_a_remedy()
    {
        var verdict = await JudgeAsync(await ImageAsync(Root), NotRoot());

        verdict.IsAdmitted.ShouldBeFalse();
        verdict.Reason.ShouldBe("the policy refuses team/app:1.0: the rule 'not-root' for linux/amd64: expected is that it doesn't run as root, "
            + "found is that it runs as user number 0 ('root'), as it names none; give the image a USER that it knows");
        (await JudgeAsync(await ImageAsync(User), NotRoot())).IsAdmitted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_name_that_the_image_gives_the_number_0_is_root_and_one_that_it_does_not_know_may_be()
    {
        var passwd = TestImage.File("etc/passwd", "app:x:0:0::/:\n");

        (await JudgeAsync(await ImageAsync(new() { User = "app" }, passwd), NotRoot())).Reason.ShouldNotBeNull().ShouldContain("user number 0 ('app')");
        (await JudgeAsync(await ImageAsync(new() { User = "nobody-here" }, passwd), NotRoot())).Reason.ShouldNotBeNull().ShouldContain("/etc/passwd does not know");
    }

    [Fact]
    public async Task What_only_warns_lets_in()
    {
        var verdict = await JudgeAsync(await ImageAsync(Root), NotRoot() with { Severity = PolicySeverity.Warn });

        verdict.IsAdmitted.ShouldBeTrue();
        verdict.Reason.ShouldBeNull();
        verdict.Warnings.ShouldHaveSingleItem().Rule.ShouldBe("not-root");
    }

    [Fact]
    public async Task Of_an_index_every_image_must_pass_whatever_platform_it_is_said_to_be_for()
    {
        var (good, bad) = (await ImageAsync(User), await ImageAsync(Root));

        (await JudgeAsync(Index((good, Platform.LinuxAmd64), (good, Platform.LinuxArm64)), NotRoot())).IsAdmitted.ShouldBeTrue();
        (await JudgeAsync(Index((good, Platform.LinuxAmd64), (bad, Platform.LinuxArm64)), NotRoot())).IsAdmitted.ShouldBeFalse();
        (await JudgeAsync(Index((good, Platform.LinuxAmd64), (bad, Unknown)), NotRoot())).IsAdmitted.ShouldBeFalse();
        (await JudgeAsync(Index((Index((bad, Platform.LinuxAmd64)), null)), NotRoot())).IsAdmitted.ShouldBeFalse();
        (await JudgeAsync(Index((bad with { MediaType = "application/vnd.example.notes+json" }, null)), NotRoot())).IsAdmitted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_that_names_an_image_that_is_not_there_is_refused()
    {
        var absent = new Descriptor { MediaType = MediaTypes.Manifest, Digest = Digest.Sha256("absent"u8), Size = 6 };

        var verdict = await JudgeAsync(Index((await ImageAsync(User), Platform.LinuxAmd64), (absent, Platform.LinuxArm64)), NotRoot());

        verdict.Refusals.ShouldHaveSingleItem().Found.ShouldStartWith($"the manifest {absent.Digest} for linux/arm64 is not in the store");
    }

    [Theory]
    [InlineData("application/vnd.in-toto+json", MediaTypes.Config, true)]
    [InlineData("application/vnd.dev.cosign.simplesigning.v1+json", MediaTypes.Config, true)]
    [InlineData("application/vnd.dsse.envelope.v1+json", MediaTypes.Empty, true)]
    [InlineData("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/vnd.cncf.helm.config.v1+json", true)]
    [InlineData(MediaTypes.LayerTar, MediaTypes.Empty, false)]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", MediaTypes.Empty, false)]
    public async Task Documents_are_let_by_and_what_somebody_could_unpack_is_not(string layer, string config, bool isAdmitted)
    {
        var manifest = Store(new ImageManifest
        {
            ArtifactType = "application/vnd.example.proof",
            Config = _fixture.Store.WriteBlob(config, "{}"u8),
            Layers = [_fixture.Store.WriteBlob(layer, """{"payload":"what a document says"}"""u8)],
        });

        (await JudgeAsync(manifest, NotRoot())).IsAdmitted.ShouldBe(isAdmitted);
        (await JudgeAsync(Index((await ImageAsync(User), Platform.LinuxAmd64), (manifest, Unknown)), NotRoot())).IsAdmitted.ShouldBe(isAdmitted);
    }

    [Theory]
    [InlineData(MediaTypes.LayerGzip)]
    [InlineData(MediaTypes.LayerTar)]
    public async Task An_image_that_calls_its_layers_documents_is_an_image(string form)
    {
        var image = await TestImage.CreateAsync(_fixture.Store, Root, [TestImage.File("etc/motd", "hello")]);
        var tar = form == MediaTypes.LayerTar ? await DecompressAsync(image.Layers[0]) : image.Layers[0];
        var disguised = Store(image.Manifest.Image! with { ArtifactType = "application/vnd.example.proof", Layers = [tar with { MediaType = "application/vnd.in-toto+json" }] });

        (await JudgeAsync(disguised, NotRoot())).IsAdmitted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_image_cannot_say_that_its_layer_is_one_that_was_looked_into_before()
    {
        var rule = Rule(new FileClaim(CheckFixture.Place, "/usr/bin/gcc", Presence.Absent));
        var good = await TestImage.CreateAsync(_fixture.Store, User, [TestImage.File("app", "good")]);
        var bad = await TestImage.CreateAsync(_fixture.Store, User, [TestImage.Program("usr/bin/gcc")]);
        (await JudgeAsync(good.Manifest.Descriptor, rule)).IsAdmitted.ShouldBeTrue();

        var lying = Store(good.Manifest.Image! with { Layers = bad.Layers });

        (await JudgeAsync(lying, rule)).Reason.ShouldNotBeNull().ShouldContain("a layer can't be read");
    }

    [Fact]
    public async Task An_image_with_more_layers_than_its_config_knows_is_refused()
    {
        var image = await TestImage.CreateAsync(_fixture.Store, User, [TestImage.File("app", "good")]);

        var verdict = await JudgeAsync(Store(image.Manifest.Image! with { Layers = [.. image.Layers, .. image.Layers] }), NotRoot());

        verdict.Reason.ShouldNotBeNull().ShouldContain("has 2 layers and 1 diff ids");
    }

    [Fact]
    public async Task Layers_are_read_only_for_claims_of_what_is_in_them()
    {
        var image = await TestImage.CreateAsync(_fixture.Store, new() { Labels = new SortedDictionary<string, string> { ["team"] = "web" } }, [TestImage.File("app", "good")]);
        File.Delete(Path.Combine(_fixture.Store.Root, "blobs", "sha256", image.Layers[0].Digest.Hex));
        var label = new LabelClaim(CheckFixture.Place, "team", EntryTest.Present);

        (await JudgeAsync(image.Manifest.Descriptor, Rule(label, new LayersClaim(CheckFixture.Place, LayerBound.AtMost, 3)))).IsAdmitted.ShouldBeTrue();
        (await JudgeAsync(image.Manifest.Descriptor, Rule(label, new BuildToolsClaim(CheckFixture.Place)))).Reason.ShouldNotBeNull().ShouldContain("is not in the store");
    }

    [Fact]
    public async Task A_mutable_tag_is_refused_to_modules_unless_a_digest_stands_beside_it()
    {
        var image = await ImageAsync(Root);
        async Task<bool> AdmitsAsync(PolicyDoors door, string name) => (await new PolicyJudge(new StoreContent(_fixture.Store), new(_fixture.Store, _fixture.Home), null)
            .JudgeAsync(new(), PolicyRequest.Of(door, ImageReference.Parse(name), image), Cancellation)).IsAdmitted;

        (await AdmitsAsync(PolicyDoors.Push, "localhost:5000/team/app:latest")).ShouldBeTrue();
        (await AdmitsAsync(PolicyDoors.Publish, "localhost:5000/team/app:latest-redis")).ShouldBeTrue();
        foreach (var door in (PolicyDoors[])[PolicyDoors.Install, PolicyDoors.Upgrade])
        {
            (await AdmitsAsync(door, "localhost:5000/team/app:latest")).ShouldBeFalse();
            (await AdmitsAsync(door, "localhost:5000/team/app")).ShouldBeFalse();
            (await AdmitsAsync(door, "localhost:5000/team/app:latest-redis")).ShouldBeFalse();
            (await AdmitsAsync(door, "localhost:5000/team/app:1.0")).ShouldBeTrue();
            (await AdmitsAsync(door, $"localhost:5000/team/app:latest@{image.Digest}")).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Rules_are_about_names_and_doors()
    {
        var image = await ImageAsync(Root);
        var rule = NotRoot() with
        {
            Repositories = [NamePattern.Parse("team/**")], ExceptRepositories = [NamePattern.Parse("team/tools/*")],
            Tags = [NamePattern.Parse("v*")], ExceptTags = [NamePattern.Parse("*-rc?")], Doors = PolicyDoors.Push,
        };
        async Task<bool> AdmitsAsync(string repository, params string[] tags) => (await JudgeAsync(
            new PolicyRequest { Door = PolicyDoors.Push, Repository = RepositoryName.Parse(repository), Tags = [.. tags.Select(Tag.Parse)], Image = image }, rule)).IsAdmitted;

        (await AdmitsAsync("team/app", "v1")).ShouldBeFalse();
        (await AdmitsAsync("team/app", "edge", "v1")).ShouldBeFalse();
        (await AdmitsAsync("team/app", "v1-rc1", "v1")).ShouldBeFalse();
        (await AdmitsAsync("team/app")).ShouldBeFalse("a digest alone goes round no claim");
        (await AdmitsAsync("team/app", "v1-rc1")).ShouldBeTrue();
        (await AdmitsAsync("team/app", "edge")).ShouldBeTrue();
        (await AdmitsAsync("team/tools/app", "v1")).ShouldBeTrue();
        (await AdmitsAsync("other/app", "v1")).ShouldBeTrue();
        (await JudgeAsync(new PolicyRequest { Door = PolicyDoors.Publish, Repository = RepositoryName.Parse("team/app"), Tags = [Tag.Parse("v1")], Image = image }, rule)).IsAdmitted.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_forbidden_is_refused_unread()
    {
        var nothing = new Descriptor { MediaType = MediaTypes.Manifest, Digest = Digest.Sha256("absent"u8), Size = 6 };

        var verdict = await JudgeAsync(nothing, Rule() with { Bar = PolicyBar.Everything, Remedy = "ask the platform team" });

        verdict.Reason.ShouldBe("the policy refuses team/app:1.0: the rule 'rule': expected is that no image of this name comes in, found is that it is team/app:1.0; ask the platform team");
    }

    [Fact]
    public async Task Platforms_are_those_that_nothing_denies_and_a_module_needs_its_own_alone()
    {
        var image = await ImageAsync(User);
        var rule = Rule(new PlatformClaim(CheckFixture.Place, Platform.LinuxAmd64), new PlatformClaim(CheckFixture.Place, Platform.LinuxArm64));

        // The one image is said to be for two platforms, and is for one.
        (await JudgeAsync(Index((image, Platform.LinuxAmd64), (image, Platform.LinuxArm64)), rule)).Reason.ShouldNotBeNull().ShouldContain("it exists for linux/arm64");
        (await JudgeAsync(Request(image) with { Door = PolicyDoors.Install }, rule)).IsAdmitted.ShouldBeTrue();
    }

    private static PolicyRule NotRoot() => Rule(new NotRootClaim(CheckFixture.Place)) with { Name = "not-root" };

    private static PolicyRule Rule(params IReadOnlyList<Claim> claims) => new() { Name = "rule", Place = CheckFixture.Place, Claims = claims };

    private static PolicyRequest Request(Descriptor image) => new() { Door = PolicyDoors.Push, Repository = RepositoryName.Parse("team/app"), Tags = [Tag.Parse("1.0")], Image = image };

    private Task<PolicyVerdict> JudgeAsync(Descriptor image, PolicyRule rule) => JudgeAsync(Request(image), rule);

    private Task<PolicyVerdict> JudgeAsync(PolicyRequest request, PolicyRule rule) =>
        new PolicyJudge(new StoreContent(_fixture.Store), new(_fixture.Store, _fixture.Home), runner: null).JudgeAsync(new() { Rules = [rule] }, request, Cancellation);

    private async Task<Descriptor> ImageAsync(ContainerConfig config, params IReadOnlyList<LayerEntry> files) =>
        (await TestImage.CreateAsync(_fixture.Store, config, files.Count == 0 ? [TestImage.File("app", "content")] : files)).Manifest.Descriptor;

    private Descriptor Store(ImageManifest manifest) => _fixture.Store.WriteManifest(ManifestBlob.Create(manifest));

    private Descriptor Index(params IReadOnlyList<(Descriptor Image, Platform? Platform)> images) =>
        _fixture.Store.WriteManifest(ManifestBlob.Create(new ImageIndex { Manifests = [.. images.Select(one => one.Image with { Platform = one.Platform })] }));

    private async Task<Descriptor> DecompressAsync(Descriptor layer)
    {
        using var tar = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(_fixture.Store.ReadBlob(layer)), System.IO.Compression.CompressionMode.Decompress))
            await gzip.CopyToAsync(tar, Cancellation);
        return _fixture.Store.WriteBlob(MediaTypes.LayerTar, tar.ToArray());
    }
}
