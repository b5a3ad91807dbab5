// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Tests;

public sealed class GenerateCommandTests : IDisposable
{
    private const string Fleet = """
        fleet: shop
        version: 1.0.0
        registry: ghcr.io/team
        images:
          api: { context: ., claims: { ports: [8000/tcp], user: { uid: 1000 } } }
          web: { context: ., claims: { ports: [80/tcp], user: { uid: 1000 } } }
        """;

    private readonly TestProgram _program = new();

    public GenerateCommandTests()
    {
        _program.Folder.Write("shop/slipway.yaml", Fleet);
        _program.Folder.Write("shop/Dockerfile", "FROM scratch\n");
    }

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Files_go_where_their_tools_look_for_them_and_are_held_by_check()
    {
        var (missing, told, _) = await _program.RunAsync("generate", "ci", "github", "./shop", "--check");
        await _program.OutputOfAsync("generate", "ci", "github", "./shop");
        await _program.OutputOfAsync("generate", "ci", "gitlab", "./shop");
        await _program.OutputOfAsync("generate", "ci", "jenkins", "./shop");
        await _program.OutputOfAsync("generate", "compose", "./shop");
        await _program.OutputOfAsync("generate", "kubernetes", "./shop", "-o", "deploy");

        missing.ShouldBe(ExitCode.No);
        told.ShouldBe(".github/workflows/ci.yml is missing\n.github/workflows/release.yml is missing\n.github/dependabot.yml is missing\n");
        foreach (var file in (string[])["shop/.github/workflows/ci.yml", "shop/.github/workflows/release.yml", "shop/.github/dependabot.yml", "shop/.gitlab-ci.yml", "shop/Jenkinsfile", "shop/compose.yaml", "deploy/kubernetes/api.yaml", "deploy/kubernetes/web.yaml"])
            File.Exists(_program.Folder[file]).ShouldBeTrue(file);
        (await _program.RunAsync("generate", "ci", "github", "./shop", "--check")).ExitCode.ShouldBe(ExitCode.Done);
        (await _program.RunAsync("generate", "kubernetes", "./shop", "-o", "deploy", "--check")).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task What_was_changed_by_hand_or_written_by_others_is_kept()
    {
        await _program.OutputOfAsync("generate", "compose", "./shop");
        var file = _program.Folder["shop/compose.yaml"];
        var mine = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("read_only: true", "read_only: false", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, mine, TestContext.Current.CancellationToken);

        var (code, _, error) = await _program.RunAsync("generate", "compose", "./shop");
        var (checkCode, told, _) = await _program.RunAsync("generate", "compose", "./shop", "--check");

        (code, checkCode).ShouldBe((ExitCode.No, ExitCode.No));
        error.ShouldContain("'shop/compose.yaml' was changed by hand since it was generated; nothing was written.");
        told.ShouldBe("compose.yaml was changed by hand since it was generated\n");
        File.ReadAllText(file).ShouldBe(mine);
        await _program.OutputOfAsync("generate", "compose", "./shop", "--force");
        File.ReadAllText(file).ShouldContain("read_only: true");

        _program.Folder.Write("shop/Jenkinsfile", "mine");
        (await _program.RunAsync("generate", "ci", "jenkins", "./shop")).Error.ShouldContain("'shop/Jenkinsfile' was not generated; nothing was written.");
        File.ReadAllText(_program.Folder["shop/Jenkinsfile"]).ShouldBe("mine");
    }

    [Fact]
    public async Task A_changed_fleet_is_written_anew_and_what_it_lost_is_told()
    {
        await _program.OutputOfAsync("generate", "kubernetes", "./shop");
        _program.Folder.Write("shop/slipway.yaml", Fleet.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal)[..Fleet.IndexOf("  web:", StringComparison.Ordinal)]);

        var (_, told, _) = await _program.RunAsync("generate", "kubernetes", "./shop", "--check");
        var (code, _, error) = await _program.RunAsync("generate", "kubernetes", "./shop");

        told.ShouldBe("kubernetes/api.yaml is out of date\nkubernetes/web.yaml was generated, and is of nothing in the fleet any more\n");
        code.ShouldBe(ExitCode.Done);
        error.ShouldContain("wrote shop/kubernetes/api.yaml");
        error.ShouldContain("note: shop/kubernetes/web.yaml was generated, and is of nothing in the fleet any more: take it away");
        File.ReadAllText(_program.Folder["shop/kubernetes/api.yaml"]).ShouldContain("ghcr.io/team/api:1.1.0");
    }

    [Fact]
    public async Task Printing_writes_nothing_and_one_stream_holds_all()
    {
        var printed = await _program.OutputOfAsync("generate", "kubernetes", "./shop", "--print");

        printed.Split("---\n").Length.ShouldBe(5);
        printed.ShouldContain("# kubernetes/web.yaml");
        Directory.Exists(_program.Folder["shop/kubernetes"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Files_of_Compose_are_fleets_and_no_Compose_file_is_put_beside_them()
    {
        _program.Folder.Write("baked/docker-bake.hcl", "target \"default\" {\n  tags = [\"ghcr.io/team/app:1.0\"]\n  platforms = [\"linux/amd64\", \"linux/arm64\"]\n}\n");
        _program.Folder.Write("baked/Dockerfile", "FROM scratch\nEXPOSE 80\n");

        var (code, _, error) = await _program.RunAsync("generate", "compose", "./baked");
        var pipeline = await _program.OutputOfAsync("generate", "ci", "gitlab", "./baked", "--print");

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("beside files of Bake or Compose a compose.yaml would be read as a part of the fleet.");
        pipeline.ShouldContain("EDGE: default.tags=ghcr.io/team/app:edge-default");
        pipeline.ShouldContain("export VERSION=");
        (await _program.OutputOfAsync("generate", "compose", "./baked", "--print", "-o", "elsewhere")).ShouldContain("ghcr.io/team/app:1.0");
    }

    [Theory]
    [InlineData("generate ci github ./shop --registry http://x", "--registry 'http://x' is not a registry.")]
    [InlineData("generate ci gitlab ./shop --runner riscv64=x", "--runner 'riscv64=x' is not amd64=NAME or arm64=NAME.")]
    [InlineData("generate kubernetes ./shop --replicas -1", "--replicas -1 is negative; 0 is none for now.")]
    [InlineData("generate compose ./shop --env X", "--env 'X' is not NAME=VALUE.")]
    [InlineData("generate compose ./shop --secret A=X}y", "--secret 'A=X}y' does not say where the secret is kept.")]
    [InlineData("generate kubernetes ./shop --secret A=/key", "--secret 'A=/key' does not say where the secret is kept.")]
    [InlineData("generate compose ./shop --secret a=b --secret =x", "--secret '=x' does not name a variable.")]
    [InlineData("generate compose ./shop --print --check", "--print, --force and --check exclude each other.")]
    public async Task A_word_that_says_nothing_is_refused(string line, string message)
    {
        var (code, _, error) = await _program.RunAsync(line.Split(' '));

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain(message);
    }
}
