// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task A_command_changes_files_and_the_layer_holds_just_those()
    {
        Needs.Root();
        Needs.Tool("runc");
        using var world = await BuildWorld.WithBaseAsync();

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN echo hello > /greeting && rm /etc/group && echo told\n");

        image.Text("/greeting").ShouldBe("hello\n");
        image.Stat("/etc/group").ShouldBe("nothing");
        image.Paths().ShouldBe(["etc", "etc/group", "greeting"]);
        world.Log.ShouldBe("told\n");
        image.History.ShouldBe(["RUN /bin/sh -c echo hello > /greeting && rm /etc/group && echo told # buildkit"]);
    }
}
