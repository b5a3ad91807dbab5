// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Distribution;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Caches that are carried from one machine to another: two homes that share nothing else.</summary>
public sealed class CarriedCacheTests : IAsyncLifetime
{
    private const string Dockerfile =
        "FROM test/busybox:1 AS b\nCOPY in /in\nRUN cat /in /in > /twice && date >> /twice\nFROM test/busybox:1\nCOPY --from=b /twice /twice\nRUN wc -c /twice > /size\nCMD [\"cat\", \"/size\"]\n";

    private readonly TempFolder _folder = new();
    private readonly RequestRecorder _recorder = new();
    private readonly GuardedHttp _http = new();
    private TestRegistry _registry = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string InRegistry => $"{_registry.Registry}/team/app:cache";

    private IReadOnlyList<string> FetchedBlobs => [.. _recorder.Requests.Where(static request => request.StartsWith("GET /v2/team/app/blobs/", StringComparison.Ordinal)).Select(static request => request[(request.LastIndexOf('/') + 1)..])];

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        _registry = await TestRegistry.StartAsync(Cancellation, services: services => services.AddSingleton<IStartupFilter>(_recorder));
        await new CredentialStore(_folder["auth.json"]).SaveAsync(_registry.Registry, RegistryCredential.FromPassword("anyone", _registry.PushToken), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("type=local,{0}=FOLDER")]
    [InlineData("type=registry,ref=REGISTRY")]
    [InlineData("REGISTRY")]
    public async Task A_second_machine_runs_nothing_that_the_first_one_ran(string text)
    {
        using var first = await MachineAsync();
        var built = await first.BuildAsync(Dockerfile, options: To(string.Format(text, "dest")));
        using var second = await MachineAsync();

        var again = await second.BuildAsync(Dockerfile, options: From(string.Format(text, "src")));

        (built.Result.StepsRun, again.Result.StepsRun, again.Result.StepsCached).ShouldBe((4, 0, 4));
        again.Descriptor.ShouldBe(built.Descriptor);
        again.Text("size").ShouldBe(built.Text("size"));
        (await second.BuildAsync(Dockerfile, options: From(string.Format(text, "src")))).Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_brought_here_is_a_cache_of_this_machine_s_own()
    {
        using var first = await MachineAsync();
        var single = "FROM test/busybox:1\nCOPY in /in\nRUN date > /now\n";
        var built = await first.BuildAsync(single, options: To("type=local,dest=FOLDER"));
        using var second = await MachineAsync();
        await second.BuildAsync(single, options: From("type=local,src=FOLDER"));

        var again = await second.BuildAsync(single);

        (again.Result.StepsRun, again.Descriptor).ShouldBe((0, built.Descriptor));
        (await BuildStateCheck.RunAsync(second.Home, StoreCheckMode.Report, TimeProvider.System, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_changed_runs_on_what_was_carried()
    {
        using var first = await MachineAsync();
        await first.BuildAsync(Dockerfile, options: To("type=local,dest=FOLDER"));
        using var second = await MachineAsync();

        var other = await second.BuildAsync(Dockerfile.Replace("wc -c", "wc -l", StringComparison.Ordinal), options: From("type=local,src=FOLDER"));

        (other.Result.StepsRun, other.Result.StepsCached).ShouldBe((1, 3));
        other.Text("size").ShouldBe("3 /twice\n");
    }

    [Fact]
    public async Task Nothing_is_fetched_but_what_something_needs()
    {
        using var first = await MachineAsync();
        await first.BuildAsync(Dockerfile, options: To(InRegistry));
        using var second = await MachineAsync();
        _recorder.Clear();

        // The plan and a build that keeps nothing need what the cache says alone.
        var plan = await new BuildEngine(second.Services).PlanAsync(new() { Targets = [second.Target(Dockerfile)], Options = From(InRegistry) }, Cancellation);
        await second.BuildAsync(Dockerfile, static target => target with { Outputs = [new CacheOnlyOutput()] }, From(InRegistry));
        plan.Steps.Count(static step => step.Cache == CacheState.Cached).ShouldBe(4);
        FetchedBlobs.Count.ShouldBe(1);
        _recorder.Clear();
        var image = (await second.BuildAsync(Dockerfile, options: From(InRegistry))).Image;

        // The image's two layers; the stage's two stay where they are.
        FetchedBlobs.ShouldBe(image.Manifest.Image!.Layers.Skip(1).Select(static layer => layer.Digest.ToString()), ignoreOrder: true);
    }

    [Fact]
    public async Task Of_the_least_the_image_s_own_layers_are_carried_and_stages_run_again()
    {
        using var first = await MachineAsync();
        await first.BuildAsync(Dockerfile, options: To("type=local,dest=FOLDER,mode=min"));
        using var second = await MachineAsync();
        var single = "FROM test/busybox:1\nCOPY in /in\nRUN cat /in /in > /twice\n";
        await first.BuildAsync(single, options: To("type=local,dest=SINGLE,mode=min"));

        var again = await second.BuildAsync(Dockerfile, options: From("type=local,src=FOLDER"));

        again.Result.StepsRun.ShouldBeGreaterThanOrEqualTo(2);
        using var third = await MachineAsync();
        (await third.BuildAsync(single, options: From("type=local,src=SINGLE"))).Result.StepsRun.ShouldBe(0);
    }

    [Fact]
    public async Task One_manifest_has_the_steps_of_all_targets_each_once()
    {
        using var first = await MachineAsync();
        var (one, two) = ("FROM test/busybox:1\nCOPY in /in\nRUN echo 1 > /one\n", "FROM test/busybox:1\nCOPY in /in\nRUN echo 2 > /two\n");
        (await first.RunAsync(To("type=local,dest=FOLDER"), first.Target(one, "one"), first.Target(two, "two"))).Succeeded.ShouldBeTrue();
        using var second = await MachineAsync();

        var result = await second.RunAsync(From("type=local,src=FOLDER"), second.Target(two, "two"), second.Target(one, "one"));

        (result.Succeeded, result.StepsRun, result.StepsCached).ShouldBe((true, 0, 3));
        using var layout = ForeignLayout.Open(_folder["cache"]);
        layout.ReadManifest(layout.Index.Manifests.ShouldHaveSingleItem()).Image!.Layers.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_image_can_have_its_cache_inside()
    {
        using var first = await MachineAsync();
        var single = "FROM test/busybox:1\nCOPY in /in\nRUN cat /in /in > /twice\n";
        var name = ImageReference.Parse($"{_registry.Registry}/team/app:1.0");
        await first.BuildAsync(single, target => target with { Tags = [name], Outputs = [new ImageStoreOutput { Push = PushKind.Names }] }, To("type=inline"));
        using var second = await MachineAsync();

        var again = await second.BuildAsync(single, options: From(name.ToString()));

        again.Result.StepsRun.ShouldBe(0);
        again.Text("twice").ShouldBe("carried\ncarried\n");
    }

    [Theory]
    [InlineData("type=local,src=NOWHERE", "there is no cache")]
    [InlineData("REGISTRY", "there is no cache")]
    [InlineData("127.0.0.1:1/none:1", "can't be used")]
    public async Task A_cache_that_is_not_there_is_told_and_costs_nothing_else(string text, string told)
    {
        using var world = await MachineAsync();

        var built = await world.BuildAsync(Dockerfile, options: From(text));

        built.Result.StepsRun.ShouldBe(4);
        world.Events.OfType<BuildNote>().ShouldContain(note => note.Text.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("form", "../../../escaped", "is none")]
    [InlineData("digest", "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "which its manifest does not name")]
    [InlineData("format", "of another program", "keys of 'of another program'")]
    public async Task A_cache_that_leads_outside_of_itself_is_not_used(string field, string value, string told)
    {
        using var first = await MachineAsync();
        await first.BuildAsync(Dockerfile, options: To("type=local,dest=FOLDER"));
        Forge(document => Find(document, field)[field] = value);
        using var second = await MachineAsync();

        var built = await second.BuildAsync(Dockerfile, options: From("type=local,src=FOLDER"));

        built.Result.StepsRun.ShouldBe(4);
        second.Events.OfType<BuildNote>().ShouldContain(note => note.Text.Contains(told, StringComparison.Ordinal));
        Directory.GetFiles(_folder.Path, "escaped*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_layer_that_holds_something_else_than_was_said_gets_into_no_image()
    {
        using var first = await MachineAsync();
        await first.BuildAsync(Dockerfile, options: To("type=local,dest=FOLDER"));
        Forge(static document =>
        {
            foreach (var step in document["steps"]!.AsArray())
                step!["layers"]![0]!["layer"]!["diffId"] = Digest.Sha256("something else"u8).ToString();
        });
        using var second = await MachineAsync();

        var result = await second.RunAsync(From("type=local,src=FOLDER"), second.Target(Dockerfile));

        result.Succeeded.ShouldBeFalse();
        BuildWorld.Describe(result).ShouldContain(Digest.Sha256("something else"u8).ToString());
        (await second.RunAsync(null, second.Target(Dockerfile))).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",ignore-error=true", true)]
    public async Task A_cache_that_could_not_be_carried_fails_the_build_unless_that_does_not_matter(string more, bool succeeds)
    {
        using var world = await MachineAsync();

        var result = await world.RunAsync(To($"type=registry,ref=127.0.0.1:1/none:1{more}"), world.Target(Dockerfile));

        result.Succeeded.ShouldBe(succeeds);
        (result.Targets[0].Succeeded, result.Failures.Count).ShouldBe((true, succeeds ? 0 : 1));
        (succeeds ? string.Concat(world.Events.OfType<BuildNote>().Select(static note => note.Text)) : BuildWorld.Describe(result)).ShouldContain("cannot carry the cache to '127.0.0.1:1/none:1'");
    }

    [Theory]
    [InlineData("type=gha", "type=registry,ref=ghcr.io/OWNER/NAME:cache")]
    [InlineData("type=s3,bucket=b", "'s3' are not supported")]
    [InlineData("type=registry", "needs ref=NAME")]
    [InlineData("type=registry,ref=UPPER", "not an image reference")]
    [InlineData("type=local", "needs dest=FOLDER")]
    [InlineData("type=local,dest=d,mode=most", "neither min nor max")]
    [InlineData("type=inline,mode=max", "their own layers alone")]
    [InlineData("type=registry,ref=a/b,compression=zstd", "'compression' is not supported")]
    [InlineData("type=registry,ref=a/b,oci-mediatypes=false", "OCI image manifest")]
    [InlineData("type=registry,ref=a/b,ignore-error=perhaps", "neither true nor false")]
    [InlineData("type=tape", "not a type of cache")]
    public void What_is_not_supported_is_refused_by_name(string text, string told)
    {
        CacheExport.TryParse(text, "/", out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(told);
    }

    private async Task<BuildWorld> MachineAsync()
    {
        var world = new BuildWorld(services =>
        {
            var transfer = new ImageTransfer(_http, new CredentialStore(_folder["auth.json"]));
            return services with { Registries = new RegistryPushes(transfer, services.Store), Caches = new RegistryCaches(transfer) };
        });
        await world.AddBaseAsync(BuildWorld.Base, Platform.Host);
        world.Write("in", "carried\n");
        return world;
    }

    private BuildOptions To(string text) => new() { CacheExports = [CacheExport.TryParse(Placed(text), _folder.Path, out var export, out var problem) ? export : throw new FormatException(problem)] };

    private BuildOptions From(string text) => new() { CacheImports = [CacheImport.TryParse(Placed(text), _folder.Path, out var import, out var problem) ? import : throw new FormatException(problem)] };

    private string Placed(string text) => text.Replace("FOLDER", "cache", StringComparison.Ordinal).Replace("REGISTRY", InRegistry, StringComparison.Ordinal);

    // Another document in place of what was carried, which its manifest names.
    private void Forge(Action<JsonObject> change)
    {
        ManifestBlob manifest;
        byte[] config;
        using (var layout = ForeignLayout.Open(_folder["cache"]))
        {
            manifest = layout.ReadManifest(layout.Index.Manifests[0]);
            using var content = new MemoryStream();
            using (var stream = layout.OpenBlob(manifest.Image!.Config))
                stream.CopyTo(content);
            var document = JsonNode.Parse(content.ToArray())!.AsObject();
            change(document);
            config = Encoding.UTF8.GetBytes(document.ToJsonString(new JsonSerializerOptions()));
        }
        var forged = ManifestBlob.Create(manifest.Image! with { Config = manifest.Image!.Config with { Digest = Digest.Sha256(config), Size = config.Length } });
        foreach (var bytes in (byte[][])[config, forged.Raw.ToArray()])
            File.WriteAllBytes(_folder[$"cache/blobs/sha256/{Digest.Sha256(bytes).Hex}"], bytes);
        var index = JsonNode.Parse(File.ReadAllText(_folder["cache/index.json"]))!;
        index["manifests"]![0]!["digest"] = forged.Digest.ToString();
        index["manifests"]![0]!["size"] = forged.Raw.Length;
        File.WriteAllText(_folder["cache/index.json"], index.ToJsonString(new JsonSerializerOptions()));
    }

    // The object that has a field, of the last step where it is a step's.
    private static JsonObject Find(JsonObject document, string field)
    {
        if (document.ContainsKey(field))
            return document;
        var layer = document["steps"]!.AsArray()[^1]!["layers"]![0]!.AsObject();
        return layer.ContainsKey(field) ? layer : layer["layer"]!.AsObject().ContainsKey(field) ? layer["layer"]!.AsObject() : layer["layer"]!["layer"]!.AsObject();
    }
}
