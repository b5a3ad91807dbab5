// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json.Nodes;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

public sealed class PolicyAdmissionTests
{
    private const string NotRoot = "rules: [{ name: not-root, repositories: team/**, claims: { user: { not-root: true } }, remedy: read the handbook }]";

    [Fact]
    public async Task An_image_that_the_policy_refuses_gets_no_tag_and_the_client_is_told_what_to_do()
    {
        await using var door = await PolicyDoor.OpenAsync(NotRoot);

        var response = await door.PushAsync("team/app", "1.0", door.Make(user: null));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(PolicyDoor.Cancellation))!["errors"]![0]!;
        ((string?)error["code"]).ShouldBe("DENIED");
        ((string?)error["message"]).ShouldBe("the policy refuses team/app:1.0: the rule 'not-root' for linux/amd64: expected is that it doesn't run as root, "
            + "found is that it runs as user number 0 ('root'), as it names none; read the handbook");
        (await door.HasTagAsync("team/app", "1.0")).ShouldBeFalse();
        (await door.PushAsync("other/app", "1.0", door.Make(user: null))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await door.PushAsync("team/app", "1.0", door.Make(user: "1000"))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Every_way_to_set_a_tag_is_judged_and_a_manifest_by_its_digest_is_not()
    {
        await using var door = await PolicyDoor.OpenAsync(NotRoot);
        var (good, bad) = (door.Make(user: "1000"), door.Make(user: null, seed: 2));
        await door.BringPartsAsync("team/app", bad);
        await door.BringPartsAsync("team/app", good);

        (await door.PutAsync("team/app", bad.Digest.ToString(), bad)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await door.PutAsync("team/app", "a", bad)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await door.PutAsync("team/app", $"{bad.Digest}?tag=b", bad)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await door.PutAsync("team/app", $"{good.Digest}?tag=c&tag=d", good)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await door.PutAsync("team/app", "c", bad)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await door.GetAsync("/v2/team/app/tags/list")).ShouldContain("\"tags\":[\"c\",\"d\"]");
        (await door.GetAsync("/v2/team/app/manifests/c")).ShouldContain(door.Store.ReadImage(good, Platform.LinuxAmd64)!.Manifest.Image!.Config.Digest.Hex);
    }

    [Fact]
    public async Task Of_an_index_every_platform_must_pass()
    {
        await using var door = await PolicyDoor.OpenAsync(NotRoot);
        var (amd, arm, root) = (door.Make("1000", 1, Platform.LinuxAmd64), door.Make("1000", 2, Platform.LinuxArm64), door.Make(null, 3, Platform.LinuxArm64));
        Descriptor Index(params Descriptor[] images) => door.Store.WriteManifest(ManifestBlob.Create(new ImageIndex { Manifests = images }));

        (await door.PushAsync("team/app", "good", Index(amd, arm))).StatusCode.ShouldBe(HttpStatusCode.Created);
        var refused = await door.PushAsync("team/app", "bad", Index(amd, root));

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(PolicyDoor.Cancellation)).ShouldContain("for linux/arm64");
    }

    [Fact]
    public async Task A_warning_reaches_the_client_and_the_tag_is_set()
    {
        await using var door = await PolicyDoor.OpenAsync("rules: [{ name: not-root, severity: warn, claims: { user: { not-root: true } } }]");

        var response = await door.PushAsync("team/app", "1.0", door.Make(user: null));

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.GetValues("Warning").ShouldHaveSingleItem().ShouldStartWith("299 - \"the rule 'not-root' for linux/amd64: expected is that it doesn't run as root");
        (await door.HasTagAsync("team/app", "1.0")).ShouldBeTrue();
    }

    [Fact]
    public async Task Refusals_are_audited_and_counted()
    {
        await using var door = await PolicyDoor.OpenAsync(NotRoot);

        await door.PushAsync("team/app", "1.0", door.Make(user: null));

        (await door.GetAsync("/metrics")).Split('\n').ShouldContain(static line => line.Contains("PushManifest", StringComparison.Ordinal) && line.Contains("refused", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
        (await new Slipway.Native.Command("grep", ["-rac", "read the handbook", door.Server.Root]).RunAsync(PolicyDoor.Cancellation)).OutputText.ShouldContain(":1");
    }

    [Fact]
    public async Task A_layer_that_cannot_be_read_is_a_refusal_that_says_so()
    {
        await using var door = await PolicyDoor.OpenAsync("rules: [{ name: tools, claims: { no-build-tools: true } }]");
        var image = door.Store.ReadManifest(door.Make("1000")).Image!;
        var broken = door.Store.WriteManifest(ManifestBlob.Create(image with { Layers = [door.Store.WriteBlob(MediaTypes.LayerGzip, "no gzip"u8), image.Layers[1]] }));

        var response = await door.PushAsync("team/app", "1.0", broken);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(PolicyDoor.Cancellation)).ShouldContain("a layer can't be read");
    }

    [Fact]
    public async Task What_takes_too_long_is_refused_with_the_reason()
    {
        await using var door = await PolicyDoor.OpenAsync("rules: [{ name: tools, claims: { no-build-tools: true } }]", TimeSpan.FromTicks(1));

        var response = await door.PushAsync("team/app", "1.0", door.Make("1000"));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(PolicyDoor.Cancellation)).ShouldContain("could not judge team/app:1.0 within");
    }

    [Fact]
    public async Task A_policy_that_changes_holds_from_the_next_push_on_and_a_broken_one_changes_nothing()
    {
        await using var door = await PolicyDoor.OpenAsync(NotRoot);
        var root = door.Make(user: null);
        await door.BringPartsAsync("team/app", root);

        door.Write("rules: [{ name: not-root, claims: { usr: {} } }]");
        (await door.PutAsync("team/app", "1.0", root)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        door.Write("rules: [{ name: not-root, repositories: other/**, claims: { user: { not-root: true } } }]");
        (await door.PutAsync("team/app", "1.0", root)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Proofs_of_an_image_and_the_list_of_them_under_a_tag_are_let_by()
    {
        await using var door = await PolicyDoor.OpenAsync("rules: [{ name: strict, claims: { user: { not-root: true }, labels: { team: { present: true } } } }]");
        var image = door.Make(user: null);
        await door.BringPartsAsync("team/app", image);
        (await door.PutAsync("team/app", image.Digest.ToString(), image)).EnsureSuccessStatusCode();
        var proof = door.Store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            ArtifactType = "application/vnd.example.proof",
            Config = door.Store.WriteBlob(MediaTypes.Empty, "{}"u8),
            Layers = [door.Store.WriteBlob("application/vnd.dsse.envelope.v1+json", "{\"payload\":\"\"}"u8)],
            Subject = image with { Platform = null },
        }));
        var list = door.Store.WriteManifest(ManifestBlob.Create(new ImageIndex { Manifests = [proof] }));

        (await door.PushAsync("team/app", $"sha256-{image.Digest.Hex}.att", proof)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await door.PushAsync("team/app", $"sha256-{image.Digest.Hex}", list)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await door.PutAsync("team/app", $"sha256-{image.Digest.Hex}", image)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("skopeo")]
    [InlineData("podman")]
    [InlineData("docker")]
    public async Task Real_clients_show_the_reason(string client)
    {
        await using var door = await PolicyDoor.OpenAsync(NotRoot);
        Needs.Tool("skopeo");
        await door.Store.SetReferenceAsync(ImageReference.Parse("bad:1"), door.Make(user: null), PolicyDoor.Cancellation);
        await door.Store.SetReferenceAsync(ImageReference.Parse("good:1"), door.Make(user: "1000"), PolicyDoor.Cancellation);

        var (bad, good) = (await PolicyClients.PushAsync(client, door, "bad"), await PolicyClients.PushAsync(client, door, "good"));

        bad.ExitCode.ShouldNotBe(0);
        bad.Errors.ShouldContain("the rule 'not-root' for linux/amd64: expected is that it doesn't run as root");
        bad.Errors.ShouldContain("read the handbook");
        good.ExitCode.ShouldBe(0, good.Errors);
        (await door.GetAsync("/v2/team/app/tags/list")).ShouldContain("\"tags\":[\"good\"]");
    }
}
