// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Tests;

public sealed class PlatformWordTests
{
    [Fact]
    public void Lists_and_repeated_options_are_one_list_in_order_with_each_platform_once() =>
        PlatformOption.Read(["linux/arm64, LINUX/x86_64", "aarch64", "armhf,linux/arm/v7", "linux/arm64/v8"]).Select(static platform => platform.ToString())
            .ShouldBe(["linux/arm64", "linux/amd64", "linux/arm/v7"]);

    [Fact]
    public void Local_is_this_machine_wherever_it_stands() => PlatformOption.Read(["local,LOCAL", Platform.Host.ToString()]).ShouldBe([Platform.Host]);

    [Theory]
    [InlineData("build --platform linux/amd64,linux/ram64 .", "'linux/ram64' is not a platform", "did you mean 'linux/arm64'?")]
    [InlineData("run --rm --platform linux-arm64 app", "'linux-arm64' is not a platform", "did you mean 'linux/arm64'?")]
    [InlineData("history --platform x64 app", "'x64' is not a platform", "did you mean 'linux/amd64'?")]
    [InlineData("setup --emulation --platform ram64", "'ram64' is not a platform", "did you mean 'linux/arm64'?")]
    [InlineData("images --filter platform=linux/adm64", "'linux/adm64' is not a platform", "did you mean 'linux/amd64'?")]
    public async Task Every_command_says_what_was_probably_meant(string line, string problem, string help)
    {
        using var slipway = new TestProgram();
        slipway.Folder.Write("Dockerfile", "FROM scratch\n");

        var (code, _, error) = await slipway.RunAsync(line.Split(' '));

        code.ShouldBe(ExitCode.Usage, error);
        error.ShouldContain(problem);
        error.ShouldContain(help);
    }

    [Fact]
    public async Task A_setup_that_names_nothing_is_refused()
    {
        using var slipway = new TestProgram();

        (await slipway.RunAsync("setup")).Error.ShouldContain("nothing was named to set up");
        (await slipway.RunAsync("setup", "--emulation", "--check", "--remove")).ExitCode.ShouldBe(ExitCode.Usage);
        (await slipway.RunAsync("setup", "--emulation", "--platform", "linux/s390")).Error.ShouldContain("Nothing here emulates linux/s390");
    }
}
