// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Modules.Tests;

/// <summary>An agent that ends by itself when it has nothing to do, and never under who needs it.</summary>
public sealed class IdleTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(20), Soon = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task One_that_nobody_needs_ends_and_leaves_no_socket()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { EndsIdleAfter = AtOnce });

        await world.Agent!.WaitForStopAsync(ModuleWorld.Cancellation).WaitAsync(TimeSpan.FromMinutes(1), ModuleWorld.Cancellation);
        await world.StopAgentAsync();

        File.Exists(world.Options.SocketPath).ShouldBeFalse();
        // The next one starts in its place.
        world.Options = world.Options with { EndsIdleAfter = null };
        await world.StartAgentAsync();
        (await world.Client.TryGetHealthAsync(ModuleWorld.Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task One_whose_home_is_gone_ends()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { EndsIdleAfter = AtOnce });
        Directory.Delete(world.Home.Root, recursive: true);

        await world.Agent!.WaitForStopAsync(ModuleWorld.Cancellation).WaitAsync(TimeSpan.FromMinutes(1), ModuleWorld.Cancellation);
    }

    [Fact]
    public async Task One_that_has_a_module_or_keeps_a_container_stays_until_they_are_gone()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { EndsIdleAfter = Soon });
        using var client = new ContainersClient(world.Home);
        var id = await CreateAsync(world, client, "/bin/sleep", "1000");
        await client.StartAsync(id, ModuleWorld.Cancellation);
        await IsKeptAsync(world);

        await world.InstallAsync(ModuleWorld.Request("app"));
        await client.KillAsync(id, Native.Signal.Kill, ModuleWorld.Cancellation);
        await IsKeptAsync(world);

        await world.UninstallAsync("app");
        await world.Agent!.WaitForStopAsync(ModuleWorld.Cancellation).WaitAsync(TimeSpan.FromMinutes(1), ModuleWorld.Cancellation);
    }

    [Fact]
    public async Task Whoever_comes_while_it_ends_is_served_by_it_or_by_the_next_one()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { EndsIdleAfter = AtOnce });
        var started = 1;
        using var client = new ContainersClient(world.Home, async token =>
        {
            await world.StopAgentAsync();
            await world.StartAgentAsync();
            started++;
        });

        for (var turn = 0; turn < 12; turn++)
        {
            var id = await CreateAsync(world, client, "/bin/true");
            await client.RemoveAsync(id, ContainerRemovals.None, ModuleWorld.Cancellation);
            // Sometimes before, sometimes while, sometimes after it closes.
            await Task.Delay(turn * 40, ModuleWorld.Cancellation);
        }

        started.ShouldBeGreaterThan(1);
        new ContainerCatalog(world.Home).List().ShouldBeEmpty();
    }

    private static async Task IsKeptAsync(ModuleWorld world)
    {
        var stopping = world.Agent!.WaitForStopAsync(ModuleWorld.Cancellation);
        (await Task.WhenAny(stopping, Task.Delay(Soon * 1.5, ModuleWorld.Cancellation))).ShouldNotBe(stopping);
    }

    private static async Task<string> CreateAsync(ModuleWorld world, ContainersClient client, params string[] command)
    {
        var made = await client.CreateAsync(
            new()
            {
                Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
                Name = "",
                CreatedAt = world.Options.Time.GetUtcNow(),
                Image = "localhost/app:1.0.0",
                Manifest = await world.ImageAsync("localhost/app:1.0.0", ModuleWorld.Shell("sleep 1000")),
                Platform = Platform.Host,
                Command = command,
            },
            ModuleWorld.Cancellation);
        return made.Id;
    }
}
