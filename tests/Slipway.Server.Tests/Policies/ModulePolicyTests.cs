// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Server.Tests;

public sealed class ModulePolicyTests : IDisposable
{
    private const string Base = "/api/v1/modules";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_that_the_policy_refuses_becomes_no_module_and_takes_no_modules_place()
    {
        await using var world = await StartAsync("rules: [{ name: team, doors: [install, upgrade], claims: { labels: { team: { present: true } } } }]");
        await MakeAsync(world, "localhost/app:1.0.0", labels: null);
        await MakeAsync(world, "localhost/app:1.0.1", "web");
        await MakeAsync(world, "localhost/app:1.0.2", labels: null, page: "another");

        var refused = await InstallAsync(world, "1.0.0");
        var installed = await InstallAsync(world, "1.0.1");
        var (upgrade, body, _, _) = await world.AskAsync("PUT", Base + "/web", world.Admin, Request("1.0.2"));

        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.BadRequest, "policy_refused"));
        refused.Message.ShouldContain("The policy refuses app:1.0.0: the rule 'team' for linux/", customMessage: refused.Message);
        installed.Status.ShouldBe(HttpStatusCode.Accepted, installed.Message);
        (upgrade, (string?)body["code"]).ShouldBe((HttpStatusCode.BadRequest, "policy_refused"));
        var report = (await world.AskAsync("GET", Base + "/web/status", world.Viewer)).Body;
        ((string?)report["docker_image"]).ShouldBe("localhost/app:1.0.1");
        var audit = (await world.AskAsync("GET", Base + "/audit-log?module_name=web", world.Admin)).Body["data"]!.AsArray();
        audit.Count(static entry => (string?)entry!["status"] == "failure").ShouldBe(2);
    }

    [Fact]
    public async Task A_mutable_tag_is_refused_and_the_same_image_by_its_digest_is_installed()
    {
        await using var world = await StartAsync("mutable-tags: [latest, edge]");
        var image = await MakeAsync(world, "localhost/app:edge", "web");

        var refused = await InstallAsync(world, "edge");
        var pinned = await InstallAsync(world, $"edge@{image.Digest}");

        refused.Code.ShouldBe("policy_refused");
        refused.Message.ShouldContain($"'edge' is a tag that moves; name a version, or the digest: app@{image.Digest}");
        pinned.Status.ShouldBe(HttpStatusCode.Accepted, pinned.Message);
    }

    [Fact]
    public async Task The_same_policy_stands_at_the_registry()
    {
        await using var world = await StartAsync("rules: [{ name: nothing, doors: push, forbid: true }]");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"any:{world.Server.Registry.PushToken}")));
        var digest = Digest.Sha256("{}"u8);
        using var blob = new ByteArrayContent("{}"u8.ToArray());
        (await http.PostAsync(new Uri(world.Server.Registry.Address, $"/v2/app/blobs/uploads/?digest={digest}"), blob, ServerWorld.Cancellation)).EnsureSuccessStatusCode();
        var text = $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.Manifest}}}","config":{"mediaType":"{{{MediaTypes.Empty}}}","digest":"{{{digest}}}","size":2},"layers":[]}""";
        using var manifest = new StringContent(text, Encoding.UTF8, MediaTypes.Manifest);

        var response = await http.PutAsync(new Uri(world.Server.Registry.Address, "/v2/app/manifests/1"), manifest, ServerWorld.Cancellation);

        (await response.Content.ReadAsStringAsync(ServerWorld.Cancellation)).ShouldContain("the rule 'nothing'");
    }

    private Task<ServerWorld> StartAsync(string policy)
    {
        _folder.Write("policy.yaml", policy);
        return ServerWorld.StartAsync(options => options with { Policy = new WatchedPolicy(_folder["policy.yaml"], NullLoggerFactory.Instance), PolicyFile = _folder["policy.yaml"] });
    }

    private static Task<Descriptor> MakeAsync(ServerWorld world, string name, string? labels, string page = "hello") => BusyboxImage.CreateAsync(
        world.Store, name,
        new()
        {
            User = "app", Cmd = BusyboxImage.WebServer(8080), ExposedPorts = ["8080/tcp"], Env = ["PATH=/bin"],
            Labels = labels is null ? null : new Dictionary<string, string> { ["team"] = labels },
        },
        page, ServerWorld.Cancellation);

    private static string Request(string tag) => ServerWorld.Request("web", $"{BusyboxImage.FreePort()}:8080").Replace("localhost/app:1.0.0", $"localhost/app:{tag}", StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Status, string? Code, string Message)> InstallAsync(ServerWorld world, string tag)
    {
        var (status, body, _, _) = await world.AskAsync("POST", Base + "/install", world.Admin, Request(tag));
        return (status, (string?)body["code"], body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}
