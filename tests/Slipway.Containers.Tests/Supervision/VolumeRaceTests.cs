// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers.Tests;

public sealed class VolumeRaceTests : IAsyncDisposable
{
    private readonly SupervisorWorld _world = new();

    [Fact]
    public async Task Containers_that_are_made_at_once_fill_their_new_volume_once()
    {
        await _world.StartAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => _world.Supervisor.CreateAsync(_world.Define($"c{number}", "true") with { Mounts = [MountText.ParseVolume("site:/bin", "")] }, SupervisorWorld.Cancellation))));

        made.Length.ShouldBe(8);
        File.Exists(Path.Combine(_world.Volumes.DataOf("site"), "busybox")).ShouldBeTrue();
        _world.HalfMade().ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
