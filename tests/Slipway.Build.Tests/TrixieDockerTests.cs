// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>The peer itself: it is the one that is meant, and leaves nothing behind.</summary>
[Trait("Needs", "Peers")]
public sealed class TrixieDockerTests
{
    [Fact]
    public async Task The_peer_is_Docker_26_with_buildx_and_leaves_nothing_running_or_mounted()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        folder.Write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        var docker = await TrixieDocker.StartAsync(cancellation);
        await using (docker)
        {
            (await docker.RunAsync(["version", "--format", "{{.Server.Version}}"], cancellation)).ShouldStartWith("26.");
            await docker.RunAsync(["buildx", "build", "--provenance=false", "-o", $"type=oci,dest={folder["image.tar"]}", folder.Path], cancellation);
            ProcessesOf(docker).Count.ShouldBeGreaterThanOrEqualTo(2);
        }

        File.Exists(folder["image.tar"]).ShouldBeTrue();
        ProcessesOf(docker).ShouldBeEmpty();
        MountTable.Below(docker.Folder).ShouldBeEmpty();
        Directory.Exists(docker.Folder).ShouldBeFalse();
    }

    // The daemon, its containerd and whatever these started have the folder among their arguments.
    private static IReadOnlyList<string> ProcessesOf(TrixieDocker docker) =>
        [.. Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)).Select(CommandLine).Where(line => line.Contains(docker.Folder, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
