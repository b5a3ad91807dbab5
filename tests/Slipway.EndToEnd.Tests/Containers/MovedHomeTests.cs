// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.EndToEnd.Tests;

/// <summary>A home that is moved to another place while nothing of it runs.</summary>
public sealed class MovedHomeTests : IAsyncLifetime
{
    private readonly InstalledProgram _slipway = new();

    public async ValueTask InitializeAsync() => await _slipway.MakeAppAsync(new() { Env = ["PATH=/bin"] });

    public ValueTask DisposeAsync() => _slipway.DisposeAsync();

    [Fact]
    public async Task Its_containers_are_started_there_with_what_they_kept()
    {
        (await _slipway.RunAsync("run", "--name", "keeper", "-v", "data:/data", "app:1", "sh", "-c", "echo again >> /data/file; echo again >> /file; cat /data/file /file")).ShouldSucceed();
        await AgentLauncher.StopAsync(new(_slipway.Home), CancellationToken.None);
        var moved = new SlipwayHome(_slipway.Folder["elsewhere"]);
        Directory.Move(_slipway.Home, moved.Root);
        _slipway.Variables["SLIPWAY_HOME"] = moved.Root;

        (await _slipway.RunAsync("start", "keeper")).ShouldSucceed();
        (await _slipway.RunAsync("wait", "keeper")).Output.Trim().ShouldBe("0");

        (await _slipway.RunAsync("logs", "-n", "4", "keeper")).Output.ShouldBe("again\nagain\nagain\nagain\n");
        (await _slipway.RunAsync("rm", "keeper")).ShouldSucceed();
        await AgentLauncher.StopAsync(moved, CancellationToken.None);
        MountTable.Below(moved.Root).ShouldBeEmpty();
    }
}
