// SPDX-License-Identifier: Apache-2.0
namespace Slipway.EndToEnd.Tests;

/// <summary>Exit codes and streams of commands, given to Debian 12's Docker and to ours.</summary>
public sealed class DockerExitCodeTests(DockerTwin twin) : IClassFixture<DockerTwin>
{
    [Theory]
    [InlineData("true")]
    [InlineData("sh -c 'exit 3'")]
    [InlineData("sh -c 'exit 255'")]
    [InlineData("sh -c 'echo out; echo err >&2; exit 1'")]
    [InlineData("sh -c 'sh -c \"kill -9 \\$\\$\"'")]
    [InlineData("sh -c 'sh -c \"kill -TERM \\$\\$\"'")]
    [InlineData("/nope")]
    [InlineData("nope")]
    [InlineData("/etc/passwd")]
    [InlineData("/www")]
    public async Task A_run_ends_as_Dockers_does(string command)
    {
        var (docker, slipway) = await twin.RunAsync(["run", "--rm", "--network", "none", DockerTwin.Image, .. Words(command)]);

        slipway.ExitCode.ShouldBe(docker.ExitCode, $"docker: {docker.Error}\nslipway: {slipway.Error}");
        slipway.Output.ShouldBe(docker.Output);
    }

    // What isn't there is 127 with ours and with newer ones; Debian 12's says 126.
    [Theory]
    [InlineData("true")]
    [InlineData("sh -c 'exit 5'")]
    [InlineData("sh -c 'kill -9 $$'")]
    [InlineData("/etc/passwd")]
    public async Task What_is_executed_ends_as_Dockers_does(string command)
    {
        var name = $"exec{Guid.NewGuid():N}"[..12];
        await twin.RunAsync("run", "-d", "--rm", "--network", "none", "--name", name, DockerTwin.Image, "sleep", "1000");

        var (docker, slipway) = await twin.RunAsync(["exec", name, .. Words(command)]);

        await twin.RunAsync("rm", "-f", name);
        slipway.ExitCode.ShouldBe(docker.ExitCode, $"docker: {docker.Error}\nslipway: {slipway.Error}");
    }

    // Words as a shell would split them; single quotes alone keep several together.
    private static IEnumerable<string> Words(string command) => command.Split('\'').SelectMany(static (part, index) => index % 2 == 1 ? [part.Replace("\\$", "$", StringComparison.Ordinal)] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
