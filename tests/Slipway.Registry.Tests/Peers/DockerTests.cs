// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
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
