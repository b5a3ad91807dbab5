// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

[Trait("Needs", "Peers")]
public sealed class DockerTests(DockerEngine docker) : IClassFixture<DockerEngine>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Docker_logs_in_pushes_and_gets_the_same_image_back()
    {
        await docker.StartAsync(Cancellation);
        using var folder = new TempFolder();
        folder.Write("htpasswd", $"alice:{Bcrypt.Make("wonderland", cost: 4)}\n");
        await using var registry = await TestRegistry.StartAsync(Cancellation, options => options with { HtpasswdFile = folder["htpasswd"] });
        var image = $"{registry.Registry}/team/app:1.0";
        await MakeImageAsync(image, "with a login");
        var id = await docker.RunAsync(["image", "inspect", "--format", "{{.Id}}", image], Cancellation);

        (await docker.TryRunAsync(["push", image], Cancellation)).ExitCode.ShouldNotBe(0);
        var wrong = await LogInAsync(registry, "alice", "wrong");
        var right = await LogInAsync(registry, "alice", "wonderland");
        await docker.RunAsync(["push", image], Cancellation);
        await docker.RunAsync(["image", "rm", image], Cancellation);
        await docker.RunAsync(["pull", image], Cancellation);

        wrong.ExitCode.ShouldNotBe(0);
        wrong.ErrorText.ShouldContain("incorrect username or password");
        right.OutputText.ShouldContain("Login Succeeded");
        (await docker.RunAsync(["image", "inspect", "--format", "{{.Id}}", image], Cancellation)).ShouldBe(id);
        await docker.RunAsync(["logout", registry.Registry], Cancellation);
        (await docker.TryRunAsync(["pull", image], Cancellation)).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_login_of_docker_keeps_a_token_in_place_of_the_password_until_that_changes()
    {
        await docker.StartAsync(Cancellation);
        using var folder = new TempFolder();
        folder.Write("htpasswd", $"alice:{Bcrypt.Make("wonderland", cost: 4)}\n");
        await using var registry = await TestRegistry.StartAsync(Cancellation, options => options with { HtpasswdFile = folder["htpasswd"] });
        var image = $"{registry.Registry}/team/app:3.0";
        await MakeImageAsync(image, "with a token");

        (await LogInAsync(registry, "alice", "wonderland")).EnsureSuccess();
        await docker.RunAsync(["push", image], Cancellation);

        var login = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(docker.ConfigFile, Cancellation))!["auths"]![registry.Registry]!;
        ((string?)login["identitytoken"]).ShouldNotBeNullOrEmpty();
        Encoding.UTF8.GetString(Convert.FromBase64String((string)login["auth"]!)).ShouldNotContain("wonderland");
        AtomicFile.Write(folder["htpasswd"], Encoding.UTF8.GetBytes($"alice:{Bcrypt.Make("looking-glass", cost: 4)}\n"));
        (await docker.TryRunAsync(["push", image], Cancellation)).ExitCode.ShouldNotBe(0);
        await docker.RunAsync(["logout", registry.Registry], Cancellation);
    }

    [Fact]
    public async Task Docker_pulls_without_a_login_what_it_pushed_with_one()
    {
        await docker.StartAsync(Cancellation);
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        var image = $"{registry.Registry}/team/app:2.0";
        await MakeImageAsync(image, "anonymous pull");

        (await LogInAsync(registry, "anyone", registry.PushToken)).EnsureSuccess();
        await docker.RunAsync(["push", image], Cancellation);
        await docker.RunAsync(["logout", registry.Registry], Cancellation);
        await docker.RunAsync(["image", "rm", image], Cancellation);

        await docker.RunAsync(["pull", image], Cancellation);
        (await docker.TryRunAsync(["push", image], Cancellation)).ExitCode.ShouldNotBe(0);
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Docker_gets_back_the_image_that_it_pushed(PeerAccess access)
    {
        await docker.StartAsync(Cancellation);
        await using var registry = await PeerRegistry.StartAsync(access, Cancellation);
        var image = $"{registry.Host}/team/app:1.0";
        await MakeImageAsync(image, access.ToString());
        var id = await docker.RunAsync(["image", "inspect", "--format", "{{.Id}}", image], Cancellation);

        (await docker.TryRunAsync(["push", image], Cancellation)).ExitCode.ShouldNotBe(0);
        (await LogInAsync(registry)).OutputText.ShouldContain("Login Succeeded");
        await docker.RunAsync(["push", image], Cancellation);
        await docker.RunAsync(["image", "rm", image], Cancellation);
        if (!registry.NeedsLoginToPull)
            await docker.RunAsync(["logout", registry.Host], Cancellation);
        await docker.RunAsync(["pull", image], Cancellation);

        (await docker.RunAsync(["image", "inspect", "--format", "{{.Id}}", image], Cancellation)).ShouldBe(id);
        (await docker.RunAsync(["image", "inspect", "--format", "{{join .RepoDigests \" \"}}", image], Cancellation)).ShouldContain($"{registry.Host}/team/app@{await registry.DigestAsync("team/app", "1.0")}");
        (await registry.ReadAllAsync("team/app", "1.0")).ShouldHaveSingleItem();
        await docker.TryRunAsync(["logout", registry.Host], Cancellation);
        (await docker.TryRunAsync(["pull", $"{registry.Host}/team/app:1.0"], Cancellation)).ExitCode.ShouldBe(registry.NeedsLoginToPull ? 1 : 0);
    }

    [Theory]
    [InlineData(PeerAccess.AnonymousPull)]
    [InlineData(PeerAccess.LoginOverTls)]
    public async Task Docker_pushes_a_list_and_gets_each_platform_back(PeerAccess access)
    {
        await docker.StartAsync(Cancellation);
        await using var registry = await PeerRegistry.StartAsync(access, Cancellation);
        (await LogInAsync(registry)).EnsureSuccess();
        string[] architectures = ["amd64", "arm64"];
        var ids = new Dictionary<string, string>();
        foreach (var architecture in architectures)
        {
            var image = $"{registry.Host}/team/app:{architecture}";
            await LoadImageAsync(image, Platform.Parse($"linux/{architecture}"));
            ids[architecture] = await docker.RunAsync(["image", "inspect", "--format", "{{.Id}}", image], Cancellation);
            await docker.RunAsync(["push", image], Cancellation);
        }
        var list = $"{registry.Host}/team/app:2.0";

        if (access == PeerAccess.AnonymousPull)
        {
            await docker.RunAsync(["manifest", "create", "--insecure", list, .. architectures.Select(architecture => $"{registry.Host}/team/app:{architecture}")], Cancellation);
            (await docker.RunAsync(["manifest", "push", "--insecure", list], Cancellation)).ShouldEndWith((await registry.DigestAsync("team/app", "2.0")).ToString());
        }
        else
        {
            // docker's manifest command speaks plain HTTP alone to 127.0.0.1.
            await registry.PutIndexAsync("team/app", "2.0", architectures);
        }

        (await registry.ReadAllAsync("team/app", "2.0")).ShouldBe(architectures);
        foreach (var (architecture, id) in ids)
        {
            await docker.RunAsync(["image", "rm", $"{registry.Host}/team/app:{architecture}"], Cancellation);
            await docker.RunAsync(["pull", "--platform", $"linux/{architecture}", list], Cancellation);
            (await docker.RunAsync(["image", "inspect", "--format", "{{.Id}} {{.Architecture}}", list], Cancellation)).ShouldBe($"{id} {architecture}");
            await docker.RunAsync(["image", "rm", list], Cancellation);
        }
        await docker.RunAsync(["logout", registry.Host], Cancellation);
    }

    [Fact]
    public async Task Docker_mounts_what_another_repository_has()
    {
        await docker.StartAsync(Cancellation);
        await using var registry = await TestRegistry.StartAsync(Cancellation);
        (await LogInAsync(registry, "anyone", registry.PushToken)).EnsureSuccess();
        var (first, second) = ($"{registry.Registry}/team/first:1", $"{registry.Registry}/team/second:1");
        await MakeImageAsync(first, "of both");
        await docker.RunAsync(["tag", first, second], Cancellation);
        await docker.RunAsync(["push", first], Cancellation);

        (await docker.RunAsync(["push", second], Cancellation)).ShouldContain("Mounted from team/first");
    }

    private Task<CommandResult> LogInAsync(TestRegistry registry, string user, string password) =>
        docker.TryRunAsync(["login", "--username", user, "--password-stdin", registry.Registry], Cancellation, new MemoryStream(Encoding.UTF8.GetBytes(password)));

    private Task<CommandResult> LogInAsync(PeerRegistry registry) =>
        docker.TryRunAsync(["login", "--username", registry.User, "--password-stdin", registry.Host], Cancellation, new MemoryStream(Encoding.UTF8.GetBytes(registry.Password)));

    private async Task LoadImageAsync(string name, Platform platform)
    {
        using var folder = new TempFolder();
        var store = OciLayout.Open(folder["layout"]);
        await store.SetReferenceAsync(ImageReference.Parse("made:1"), RandomImage.Create(store, seed: 31, platform: platform), Cancellation);
        Needs.Tool("skopeo");
        (await new Command("skopeo", ["copy", $"oci:{folder["layout"]}:docker.io/library/made:1", $"docker-archive:{folder["made.tar"]}:{name}"]).RunAsync(Cancellation)).EnsureSuccess();
        await docker.RunAsync(["load", "--input", folder["made.tar"]], Cancellation);
    }

    private async Task MakeImageAsync(string name, string content)
    {
        using var folder = new TempFolder();
        folder.Write("root/file", content + new string('.', 200_000));
        var tar = new MemoryStream();
        await System.Formats.Tar.TarFile.CreateFromDirectoryAsync(folder["root"], tar, includeBaseDirectory: false, Cancellation);
        tar.Position = 0;
        (await docker.TryRunAsync(["import", "-", name], Cancellation, tar)).EnsureSuccess();
    }
}
