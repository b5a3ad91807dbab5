// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>What is built here, other tools take over.</summary>
public sealed class PeerTests : IAsyncLifetime
{
    private readonly SlipwayProgram _slipway = new();
    private string _archive = "";
    private string[] _diffIds = [];

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        await _slipway.MakeBaseAsync();
        _slipway.Folder.Write("context/Dockerfile", "FROM test/base:1\nRUN echo built > /built\nLABEL made.by=slipway\nUSER 1000:1000\nCMD [\"cat\", \"/built\"]\n");
        (await _slipway.RunAsync("build", "-t", "peer/app:1", "context")).ShouldSucceed();
        (await _slipway.RunAsync("save", "peer/app:1", "-o", "app.tar")).ShouldSucceed();
        var image = JsonNode.Parse((await _slipway.RunAsync("inspect", "peer/app:1")).Output)![0]!;
        (_archive, _diffIds) = (_slipway.Folder["app.tar"], [.. image["RootFS"]!["Layers"]!.AsArray().Select(static id => id!.GetValue<string>())]);
    }

    public ValueTask DisposeAsync()
    {
        _slipway.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task Podman_loads_an_image_that_was_built_and_saved_here()
    {
        Needs.Tool("podman");

        await ExecuteAsync("podman", [.. Storage, "load", "-i", _archive]);

        var image = JsonNode.Parse(await ExecuteAsync("podman", [.. Storage, "inspect", "--type", "image", "docker.io/peer/app:1"]))![0]!;
        image["RootFS"]!["Layers"]!.AsArray().Select(static id => id!.GetValue<string>()).ShouldBe(_diffIds);
        image["Config"]!["User"]!.GetValue<string>().ShouldBe("1000:1000");
        image["Config"]!["Labels"]!["made.by"]!.GetValue<string>().ShouldBe("slipway");
    }

    [Fact]
    [Trait("Needs", "Peers")]
    public async Task Buildah_stands_on_an_image_that_was_built_and_saved_here()
    {
        Needs.Tool("buildah");

        var container = (await ExecuteAsync("buildah", [.. Storage, "from", "--quiet", $"oci-archive:{_archive}:1"])).Trim();

        var described = JsonNode.Parse(await ExecuteAsync("buildah", [.. Storage, "inspect", container]))!;
        described["OCIv1"]!["rootfs"]!["diff_ids"]!.AsArray().Select(static id => id!.GetValue<string>()).ShouldBe(_diffIds);
        var mounted = (await ExecuteAsync("buildah", [.. Storage, "mount", container])).Trim();
        File.ReadAllText(Path.Combine(mounted, "built")).ShouldBe("built\n");
        await ExecuteAsync("buildah", [.. Storage, "umount", container]);
    }

    private string[] Storage => ["--root", _slipway.Folder["storage"], "--runroot", _slipway.Folder["run"], "--storage-driver", "vfs"];

    private static async Task<string> ExecuteAsync(string program, string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
        return await output;
    }
}
