// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

public sealed class ReplaceTests
{
    [Fact]
    public async Task The_same_image_and_settings_change_nothing()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var request = ModuleWorld.Request("web") with { Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } };
        (await world.ReplaceAsync(request)).Outcome.ShouldBe(ModuleOutcome.Installed);
        var before = await world.StatusAsync("web");

        var again = await world.ReplaceAsync(request with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" } });

        again.Outcome.ShouldBe(ModuleOutcome.Unchanged);
        (await world.StatusAsync("web")).ContainerId.ShouldBe(before.ContainerId);
    }

    [Fact]
    public async Task Another_image_takes_the_place_of_the_old_one_at_the_same_port()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        await world.ImageAsync("localhost/app:1.0.1", page: "new");
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));

        var replaced = await world.ReplaceAsync(ModuleWorld.Request("web", "localhost/app:1.0.1", $"{port}:8080"));

        replaced.Outcome.ShouldBe(ModuleOutcome.Replaced);
        (await world.GetAsync(port)).ShouldBe("new");
        (await world.StatusAsync("web")).RestartCount.ShouldBe(0);
        await world.UninstallAsync("web");
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_old_one_goes_on_where_the_new_one_does_not_become_healthy()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        await world.ImageAsync("localhost/app:2.0.0", ModuleWorld.Shell("exit 1"));
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{port}:8080"));
        var before = await world.StatusAsync("web");

        (await ModuleWorld.RefusedAsync(world.ReplaceAsync(ModuleWorld.Request("web", "localhost/app:2.0.0", $"{port}:8080")))).Code.ShouldBe("module_unhealthy");

        (await world.GetAsync(port)).ShouldBe("hello");
        var after = await world.StatusAsync("web");
        (after.Status, after.ContainerId, after.DockerImage).ShouldBe(("running", before.ContainerId, "localhost/app:1.0.0"));
        await world.UninstallAsync("web");
        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_port_is_opened_and_the_old_one_closed()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var (first, second) = (BusyboxImage.FreePort(), BusyboxImage.FreePort());
        await world.InstallAsync(ModuleWorld.Request("web", ports: $"{first}:8080"));

        await world.ReplaceAsync(ModuleWorld.Request("web", ports: $"{second}:8080"));

        (await world.GetAsync(second)).ShouldBe("hello");
        await Should.ThrowAsync<HttpRequestException>(world.GetAsync(first));
    }
}
