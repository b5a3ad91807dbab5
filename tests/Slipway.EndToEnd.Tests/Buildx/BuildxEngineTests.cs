// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Native;

namespace Slipway.EndToEnd.Tests.Buildx;

/// <summary>A fleet that buildx builds is the fleet that our own engine builds.</summary>
[Trait("Needs", "Peers")]
public sealed class BuildxEngineTests(TwinFleet twins) : IClassFixture<TwinFleet>
{
    private static readonly string[] Names = ["base:1.0.0", "app:1.0.0-redis", "app:1.0.0-minimal", "tool:1.0.0", "both:1"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Images_have_the_same_configuration_and_the_same_files()
    {
        await twins.OpenAsync(Cancellation);
        foreach (var name in Names)
        {
            (await ConfigAsync("buildx", name)).ShouldBe(await ConfigAsync("own", name), name);
            (await FilesAsync("buildx", name)).ShouldBe(await FilesAsync("own", name), name);
        }
    }

    [Fact]
    public async Task The_same_claims_are_proven()
    {
        await twins.OpenAsync(Cancellation);

        var own = (await twins.RunAsync("own", "verify", "./fleet", "twins", "base")).ShouldSucceed();
        var buildx = (await twins.RunAsync("buildx", "verify", "./fleet", "twins", "base")).ShouldSucceed();

        buildx.Output.ShouldBe(own.Output);
        buildx.Error.ShouldBe(own.Error);
        (own.Output + own.Error).ShouldContain("3 of 3 claims proven");
    }

    [Fact]
    public async Task An_index_has_an_image_for_each_platform_and_each_has_its_name()
    {
        await twins.OpenAsync(Cancellation);

        foreach (var arch in (string[])["amd64", "arm64"])
        {
            var image = await InspectAsync("buildx", $"both:{arch}", "--platform", $"linux/{arch}");
            image["Architecture"]!.GetValue<string>().ShouldBe(arch);
            image["RootFS"]!["Layers"]!.AsArray().Count.ShouldBe(2);
        }
        (await twins.RunAsync("buildx", "index", "inspect", "registry.test/team/both:1")).ShouldSucceed().Output.ShouldNotContain("unknown");
    }

    [Fact]
    public async Task The_secret_is_in_nothing_and_the_fleets_folder_is_as_it_was()
    {
        await twins.OpenAsync(Cancellation);

        // The step saw it.
        (await ReadFileAsync("app:1.0.0-redis", "opt/length")).Trim().ShouldBe(TwinFleet.Secret.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (twins.Buildx.Output + twins.Buildx.Error).ShouldNotContain(TwinFleet.Secret);
        var found = await new Command("grep", ["-r", "-l", "-a", "-F", "-s", "-D", "skip", TwinFleet.Secret, twins.Home("buildx"), twins.Slipway.Folder["fleet"], twins.Slipway.Folder["metadata.json"], twins.Docker.Folder]).RunAsync(Cancellation);
        found.OutputText.ShouldBeEmpty();
        twins.After.ShouldBe(twins.Before);
        Directory.EnumerateFileSystemEntries(Path.Combine(twins.Home("buildx"), "run", "buildx")).ShouldBeEmpty();
        // What was composed for others alone has no name, and is let go.
        (await twins.RunAsync("buildx", "images")).ShouldSucceed().Output.ShouldNotContain("<none>");
    }

    [Fact]
    public async Task It_tells_what_built_each_image_and_shows_buildxs_own_progress()
    {
        await twins.OpenAsync(Cancellation);

        twins.Buildx.Error.ShouldContain("[app-backend-redis");
        twins.Buildx.Error.ShouldMatch(@"built app\(backend=redis\) sha256:[0-9a-f]{64}: .* by buildx 0\.13\.1");
        twins.Buildx.Error.ShouldContain("named registry.test/team/app:1.0.0-redis");
        var metadata = JsonNode.Parse(await File.ReadAllTextAsync(twins.Slipway.Folder["metadata.json"], Cancellation))!["app(backend=redis)"]!;
        metadata["slipway.engine"]!.GetValue<string>().ShouldBe("buildx 0.13.1");
        metadata["buildx.build.ref"]!.GetValue<string>().ShouldStartWith("default/default/");
        twins.Buildx.Error.ShouldContain(metadata["containerimage.digest"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_step_that_fails_is_told_and_no_name_is_given()
    {
        await twins.OpenAsync(Cancellation);
        twins.Slipway.Folder.Write("broken/slipway.yaml", "fleet: broken\nimages: { broken: { context: . } }\n");
        twins.Slipway.Folder.Write("broken/Dockerfile", "FROM test/base:1\nRUN --network=none echo said before; exit 7\n");

        var answer = await twins.RunAsync("buildx", "build", "./broken", "--engine", "buildx");

        answer.ShouldRefuse(1, "said before", "exit code: 7", "2 | >>> RUN --network=none echo said before; exit 7", "error: docker buildx bake ended with exit code 1: failed to solve", "not built broken");
        (await twins.RunAsync("buildx", "images", "broken")).Output.ShouldNotContain("latest");
    }

    [Fact]
    public async Task What_this_buildx_does_not_know_is_refused_and_not_left_out()
    {
        await twins.OpenAsync(Cancellation);

        var answer = await twins.RunAsync("buildx", "build", "./fleet", "base", "--engine", "buildx", "--set", "base.extra-hosts.db=10.0.0.5");

        answer.ShouldRefuse(1, "buildx 0.13.1 doesn't know 'extra-hosts', which 'base' has");
    }

    private async Task<JsonNode> InspectAsync(string engine, string name, params string[] words) =>
        JsonNode.Parse((await twins.RunAsync(engine, ["inspect", .. words, $"registry.test/team/{name}"])).ShouldSucceed().Output)![0]!;

    private async Task<string> ConfigAsync(string engine, string name)
    {
        var config = (await InspectAsync(engine, name))["Config"]!;
        return string.Join('\n', ((string[])["User", "Env", "Cmd", "Entrypoint", "WorkingDir", "Labels", "ExposedPorts"]).Select(field => $"{field}: {config[field]?.ToJsonString() ?? "null"}"));
    }

    private async Task<string> ExportAsync(string engine, string name)
    {
        var path = twins.Slipway.Folder[$"{engine}-{name.Replace(':', '-')}.tar"];
        if (!File.Exists(path))
            (await twins.RunAsync(engine, "export", $"registry.test/team/{name}", "-o", path)).ShouldSucceed();
        return path;
    }

    private async Task<IReadOnlyList<string>> FilesAsync(string engine, string name)
    {
        var path = await ExportAsync(engine, name);
        var content = await new Command("sh", ["-c", "tar -xOf \"$1\" | sha256sum", "sh", path]).RunAsync(Cancellation);
        return [.. await TarListing.ReadAsync(path, Cancellation), content.EnsureSuccess().OutputText];
    }

    private async Task<string> ReadFileAsync(string name, string file) =>
        (await new Command("tar", ["-xOf", await ExportAsync("buildx", name), file]).RunAsync(Cancellation)).EnsureSuccess().OutputText;
}
