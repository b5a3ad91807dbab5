// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

public sealed class BakeCommandTests : IDisposable
{
    private const string Bake = """
        variable "TAG" {
          default = "1"
          description = "What it is called"
        }
        target "base" { context = "base" }
        target "default" {
          context = "app"
          contexts = { parent = "target:base" }
          tags = ["example.org/app:${TAG}"]
        }
        """;

    private readonly TestProgram _program = new();

    public BakeCommandTests()
    {
        _program.Folder.Write("docker-bake.hcl", Bake);
        _program.Folder.Write("base/Dockerfile", "FROM scratch\nCOPY Dockerfile /base\n");
        _program.Folder.Write("app/Dockerfile", "FROM parent\nCOPY Dockerfile /app\n");
    }

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_bake_file_is_built_where_there_is_no_fleet_file()
    {
        await _program.OutputOfAsync("build", "--var", "TAG=2", "--set", "*.labels.by=test");

        var image = _program.Store.ReadImage(_program.Store.Resolve(ImageReference.Parse("example.org/app:2"))!, Platform.Host)!;
        image.Config.Config!.Labels!["by"].ShouldBe("test");
        image.Manifest.Image!.Layers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_bake_file_is_planned()
    {
        var plan = await _program.OutputOfAsync("plan");

        plan.ShouldContain("default  [");
        plan.ShouldContain("base  [");
    }

    [Fact]
    public async Task Print_writes_bakes_json_and_builds_nothing()
    {
        (await _program.OutputOfAsync("build", "--print", "base")).ShouldBe("""
            {
              "group": {
                "default": {
                  "targets": [
                    "base"
                  ]
                }
              },
              "target": {
                "base": {
                  "context": "base",
                  "dockerfile": "Dockerfile"
                }
              }
            }

            """);
        _program.Store.ListReferences().ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_and_no_cache_hold_for_all_targets_of_a_bake_file()
    {
        var json = await _program.OutputOfAsync("build", "--print", "--push", "--no-cache", "base");

        json.ShouldContain("\"type=image,push=true\"");
        json.ShouldContain("\"no-cache\": true");
    }

    [Fact]
    public async Task List_names_targets_and_variables()
    {
        (await _program.OutputOfAsync("build", "--list", "targets")).ShouldBe("TARGET    DESCRIPTION\nbase\ndefault\n");
        (await _program.OutputOfAsync("build", "--list", "variables")).ShouldBe("VARIABLE   TYPE   VALUE   DESCRIPTION\nTAG               1       What it is called\n");
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_named_with_the_one_that_was_meant()
    {
        var (code, _, error) = await _program.RunAsync("build", "bsae");

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("no target or group is named 'bsae'");
        error.ShouldContain("did you mean 'base'?");
    }

    [Fact]
    public async Task Dockers_options_build_the_dockerfile_beside_a_bake_file()
    {
        _program.Folder.Write("Dockerfile", "FROM scratch\nCOPY app /app\n");

        await _program.OutputOfAsync("build", "-t", "example.org/alone:1", ".");

        _program.Store.Resolve(ImageReference.Parse("example.org/alone:1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_fleet_file_of_ours_takes_values_for_its_variables_and_refuses_others()
    {
        _program.Folder.Write("fleet/Dockerfile", "FROM scratch\nARG WORD\nLABEL word=$WORD\nCOPY Dockerfile /\n");
        _program.Folder.Write("fleet/slipway.yaml", "fleet: f\nvariable: { WORD: here }\nimages:\n  app: { args: { WORD: '{WORD}' } }\n");

        await _program.OutputOfAsync("build", "./fleet", "--var", "WORD=there", "--no-cache");
        (await _program.OutputOfAsync("inspect", "app:latest")).ShouldContain("\"word\": \"there\"");

        var (code, _, error) = await _program.RunAsync("plan", "./fleet", "--var", "WROD=b");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("the file has no variable 'WROD'");
        error.ShouldContain("help: did you mean 'WORD'?");
    }

    [Fact]
    public async Task A_fleet_file_of_ours_lists_its_targets_and_variables()
    {
        _program.Folder.Write("fleet/slipway.yaml", """
            fleet: f
            variable: { WORD: { default: here, description: "A word" }, OTHER: }
            images: { app: { matrix: { a: [x, y] }, description: "The {a} of it" } }
            group: { default: [app(a=x)] }
            """);

        (await _program.OutputOfAsync("build", "./fleet", "--list", "targets")).ShouldBe("TARGET     DESCRIPTION\napp(a=x)   The x of it\napp(a=y)   The y of it\ndefault    app(a=x)\n");
        (await _program.OutputOfAsync("build", "./fleet", "--list", "variables")).ShouldBe("VARIABLE   VALUE    DESCRIPTION\nWORD       here     A word\nOTHER      <none>\n");
        (await _program.RunAsync("build", "./fleet", "--print")).Error.ShouldContain("--print shows files of Bake or Compose as Bake's JSON, and there are none.");
    }

    [Fact]
    public async Task A_fleet_file_of_ours_is_pushed_beside_what_it_says_itself()
    {
        Needs.Root();
        var skopeo = Needs.Tool("skopeo");
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, TestContext.Current.CancellationToken);
        _program.Folder.Write("fleet/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        _program.Folder.Write("fleet/slipway.yaml", $"fleet: f\nregistry: {registry.Registry}\nimages:\n  one: {{ tags: [\"1\"] }}\n  two: {{ tags: [\"2\"], output: \"type=oci,dest=two.tar\" }}\n");

        var (code, _, error) = await _program.RunAsync("build", "./fleet", "--push");

        code.ShouldBe(ExitCode.Done, error);
        foreach (var name in new[] { "one:1", "two:2" })
        {
            var shown = await new Command(skopeo, ["inspect", "--tls-verify=false", $"docker://{registry.Registry}/{name}"]).RunAsync(TestContext.Current.CancellationToken);
            shown.ExitCode.ShouldBe(0, shown.ErrorText);
        }
        File.Exists(_program.Folder["fleet/two.tar"]).ShouldBeTrue();
    }
}
