// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Oci;

namespace Slipway.EndToEnd.Tests;

/// <summary>What <c>run</c> and <c>exec</c> ask for is read by the agent, where one runs, as the command itself would read it.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _slipway.MakeAppAsync();
        _slipway.Folder.Write("work/labels", "tier=web\nshape=round\n");
        _slipway.Folder.Write("work/variables", "FILED=one\nINHERITED\n");
        _slipway.Folder.Write("work/profile.json", """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""");
        _slipway.Wrapper = ["env", "-C", _slipway.Folder["work"]];
    }

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task What_is_wrong_is_told_alike_by_both_and_no_agent_is_started_for_it()
    {
        IReadOnlyList<string>[] wrong =
        [
            ["nosuch:1"], ["--platform", "linux/s390x", "app:1"], ["--profile", "lax", "app:1"], ["-v", "/no/such/folder:/x", "app:1"], ["--ip", "10.0.0.1", "app:1"], ["-p", "99999:1", "app:1"],
            ["--security-opt", "seccomp=missing.json", "app:1"], ["--label-file", "missing", "app:1"], ["--link", "nobody", "app:1"], ["--health-on-failure", "cry", "app:1"], ["--entrypoint", "", "app:1"],
            ["--memory", "much", "app:1"], ["-a", "stdlog", "app:1"], ["-e", "=x", "app:1"], ["--network", "own", "--user", "1:2:3:4", "app:1", "true"], ["tonistiigi/binfmt", "--install", "all"],
            ["--security-opt", "seccomp=.", "app:1"], ["--security-opt", "seccomp=labels", "app:1"], ["--device", "/no/such/device", "app:1"],
        ];
        var before = new List<Answer>();
        foreach (var words in wrong)
            before.Add(await _slipway.RunAsync(["run", "--rm", .. words]));
        var mayRun = AgentLauncher.MayRun(new SlipwayHome(_slipway.Home));
        (await _slipway.RunAsync("run", "--rm", "app:1", "true")).ShouldSucceed();

        foreach (var (words, answer) in wrong.Zip(before))
        {
            answer.ExitCode.ShouldNotBe(0, string.Join(' ', words));
            var after = await _slipway.RunAsync(["run", "--rm", .. words]);
            (after.ExitCode, Named(after.Error)).ShouldBe((answer.ExitCode, Named(answer.Error)), string.Join(' ', words));
        }
        mayRun.ShouldBe(wrong.Any(static words => words.Contains("1:2:3:4")), "one is wrong by what the image says, which only the agent finds");
        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Folder_environment_and_files_are_those_of_the_command()
    {
        (await _slipway.RunAsync("create", "app:1")).ShouldSucceed();
        _slipway.Variables["INHERITED"] = "two words";
        _slipway.Variables["NAMED"] = "three";

        var said = await _slipway.RunAsync("run", "--name", "made", "--env-file", "variables", "-e", "NAMED", "-e", "UNSET", "-e", "GIVEN=a=b", "--label-file", "labels", "--security-opt", "seccomp=profile.json",
            "app:1", "sh", "-c", "echo $FILED, $INHERITED, $NAMED, ${UNSET-none}, $GIVEN; mkdir /tmp/x 2>&1 | grep -o 'not permitted'");

        said.Output.ShouldBe("one, two words, three, none, a=b\nnot permitted\n");
        (await _slipway.RunAsync("inspect", "--format", "{{index .Config.Labels \"tier\"}} {{index .Config.Labels \"shape\"}}", "made")).Output.Trim().ShouldBe("web round");
    }

    [Theory]
    [InlineData("run", "--rm", "app:1")]
    [InlineData("run", "--rm", "--env-file", "variables", "app:1")]
    [InlineData("exec", "web")]
    public async Task Words_of_the_program_are_nothing_else(params string[] words)
    {
        (await _slipway.RunAsync("run", "-d", "--name", "web", "app:1", "sleep", "600")).ShouldSucceed();

        (await _slipway.RunAsync([.. words, "echo", "@labels", "@scope/package", "-d", "--help", "--", "$HOME"])).Output.ShouldBe("@labels @scope/package -d --help -- $HOME\n");

        (await _slipway.RunAsync("rm", "-f", "web")).ShouldSucceed();
    }

    [Fact]
    public async Task A_file_that_only_the_command_has_is_read_by_it()
    {
        (await _slipway.RunAsync("create", "app:1")).ShouldSucceed();
        _slipway.Wrapper = ["env", "-C", _slipway.Folder["work"], "bash", "-c", "exec \"$@\" 33<labels 34<profile.json 35<variables", "bash"];

        var said = await _slipway.RunAsync("run", "--name", "made", "--label-file", "/dev/fd/33", "--security-opt", "seccomp=/dev/fd/34", "--env-file", "/dev/fd/35", "app:1", "sh", "-c", "echo $FILED; mkdir /tmp/x 2>&1 | grep -o 'not permitted'");

        said.Output.ShouldBe("one\nnot permitted\n", said.Error);
        (await _slipway.RunAsync("inspect", "--format", "{{index .Config.Labels \"tier\"}}", "made")).Output.Trim().ShouldBe("web");
    }

    [Fact]
    public async Task An_image_that_goes_meanwhile_is_refused_and_nothing_is_left()
    {
        (await _slipway.RunAsync("run", "--rm", "app:1", "true")).ShouldSucceed();
        (await _slipway.RunAsync("rmi", "app:1")).ShouldSucceed();

        (await _slipway.RunAsync("run", "app:1", "true")).ShouldRefuse(1, "no image 'app:1' in the store");

        (await _slipway.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    // Ids and addresses of one container are not another's.
    private static string Named(string error) => System.Text.RegularExpressions.Regex.Replace(error, "[0-9a-f]{12,64}", "ID");
}
