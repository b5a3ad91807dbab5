// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Tests.Buildx;

public sealed class EngineWordTests : IDisposable
{
    private readonly TestProgram _program = new();

    public EngineWordTests()
    {
        _program.Folder.Write("slipway.yaml", "fleet: f\nimages: { app: { context: . } }\n");
        _program.Folder.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        _program.Folder.Write("docker-bake.hcl", "target \"default\" {}\n");
    }

    public void Dispose() => _program.Dispose();

    [Theory]
    [InlineData("build --engine buildx", "there is no 'docker' on the PATH", "docker-buildx-plugin")]
    [InlineData("up --engine buildx", "there is no 'docker' on the PATH", "docker-buildx-plugin")]
    [InlineData("buildx bake --engine buildx", "there is no 'docker' on the PATH", "docker-buildx-plugin")]
    public async Task Without_docker_it_says_how_to_get_it(string words, string problem, string help)
    {
        _program.Variables["PATH"] = _program.Folder.Path;

        var (code, _, error) = await _program.RunAsync(words.Split(' '));

        code.ShouldBe(ExitCode.Outside, error);
        error.ShouldContain(problem);
        error.ShouldContain(help);
    }

    [Theory]
    [InlineData("build --builder cluster", "--builder is not supported by our own engine", "add --engine buildx")]
    [InlineData("build --engine buildx --keep-going", "--keep-going is our own engine's", "leave out --engine buildx")]
    [InlineData("build --engine buildx --explain", "--explain is our own engine's", "leave it out")]
    [InlineData("build --engine buildx --memory 1g", "--memory is our own engine's", "leave it out")]
    [InlineData("build --engine buildx --load", "--load is our own engine's", "slipway save NAME | docker load")]
    [InlineData("build --engine buildx -t app:1 .", "this is one Dockerfile", "docker buildx build")]
    [InlineData("build --engine podman", "podman", "slipway build --help")]
    public async Task What_does_not_go_with_an_engine_is_refused(string words, string problem, string help)
    {
        var (code, _, error) = await _program.RunAsync(words.Split(' '));

        code.ShouldBe(ExitCode.Usage, error);
        error.ShouldContain(problem);
        error.ShouldContain(help);
    }
}
