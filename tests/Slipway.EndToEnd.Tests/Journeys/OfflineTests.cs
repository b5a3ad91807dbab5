// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Work on this machine alone: in a network namespace without a device that is up.</summary>
public sealed class OfflineTests
{
    [Fact]
    public async Task What_is_local_is_built_listed_and_run_without_a_network()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "busybox", "unshare"])
            Needs.Tool(tool);
        await using var program = new InstalledProgram { Wrapper = ["unshare", "--net"] };
        program.Folder.Write("app/Dockerfile", "FROM localhost/base:1\nRUN echo made here > /made\nCMD [\"cat\", \"/made\"]\n");

        (await program.RunAsync("base", "busybox", "-t", "localhost/base:1")).ShouldSucceed();
        (await program.RunAsync("build", "-t", "localhost/app:1.0.0", "app")).ShouldSucceed();

        (await program.RunAsync("images", "--format", "{{.Repository}}:{{.Tag}}", "localhost/app")).Output.ShouldBe("localhost/app:1.0.0\n");
        (await program.RunAsync("run", "--rm", "localhost/app:1.0.0")).ShouldSucceed().Output.ShouldBe("made here\n");
        (await program.RunAsync("pull", "ghcr.io/yourusername/app:1.0.0")).ExitCode.ShouldBe(3);
    }
}
