// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

public sealed class RunTests
{
    public RunTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Fact]
    public async Task A_command_changes_files_and_the_layer_holds_just_those()
    {
        using var world = await BuildWorld.WithBaseAsync();

        // The first step of an image without them makes the folders that are mounted on.
        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN true\nRUN echo hello > /greeting && rm /etc/group && echo told\n");

        image.Text("/greeting").ShouldBe("hello\n");
        image.Stat("/etc/group").ShouldBe("nothing");
        image.Paths().ShouldBe(["etc", "etc/group", "greeting"]);
        world.Log.ShouldBe("told\n");
        image.Paths(fromTop: 1).ShouldBe(["dev", "proc", "sys"]);
        image.History.Skip(1).ShouldBe(["RUN /bin/sh -c echo hello > /greeting && rm /etc/group && echo told # buildkit"]);
    }

    [Fact]
    public async Task A_command_that_changes_nothing_leaves_no_stub_of_a_mount_in_its_layer()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN true\nRUN test -f /etc/resolv.conf -a -f /etc/hosts -a -d /proc/self\n");

        image.Paths().ShouldBeEmpty();
        image.Image.Config.Rootfs.DiffIds[^1].ShouldBe(Oci.DiffId.OfEmptyTar);
    }

    [Fact]
    public async Task A_step_sees_the_environment_the_args_the_user_and_the_folder_that_the_Dockerfile_says()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"""
            FROM {BuildWorld.Base}
            ARG A=1
            ARG GIVEN
            ENV E="two words" F=$A
            WORKDIR /w/x
            USER app
            RUN echo "$A|$GIVEN|$E|$F|$BASE|$PATH|$(pwd)|$(id -u):$(id -g)|$HOME"
            """, target => target with { Args = new Dictionary<string, string> { ["GIVEN"] = "g", ["UNDECLARED"] = "no" } });

        world.Log.ShouldBe("1|g|two words|1|yes|/bin|/w/x|1000:1001|/home/app\n");
    }

    [Fact]
    public async Task The_environment_of_a_step_holds_nothing_of_the_host()
    {
        using var world = await BuildWorld.WithBaseAsync();
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_CANARY", "leaked");

        await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN env\n", options: new() { ShareHostAuthorities = false });

        world.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]).Order()
            .ShouldBe(["BASE", "HOME", "PATH", "PWD", "SHLVL"]);
    }

    [Fact]
    public async Task A_shell_can_be_chosen_and_the_exec_form_has_none()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var image = await world.BuildAsync($"""
            FROM {BuildWorld.Base}
            SHELL ["/bin/busybox", "sh", "-e", "-c"]
            RUN echo $0-shell
            RUN ["/bin/echo", "$HOME is not expanded"]
            """);

        world.Log.ShouldBe("sh-shell\n$HOME is not expanded\n");
        image.History.ShouldContain("RUN /bin/echo $HOME is not expanded # buildkit");
    }

    [Fact]
    public async Task Heredocs_are_scripts_for_the_shell_or_files_of_their_own()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"""
            FROM {BuildWorld.Base}
            RUN <<EOF
            x=1
            echo shell $x
            EOF
            RUN <<SCRIPT
            #!/bin/busybox sh
            echo file $0
            SCRIPT
            RUN cat <<A && cat <<B
            first
            A
            second
            B
            """);

        world.Log.ShouldBe("shell 1\nfile /dev/pipes/SCRIPT\nfirst\nsecond\n");
    }

    [Fact]
    public async Task Proxy_settings_reach_a_step_and_neither_its_key_nor_the_image()
    {
        using var world = await BuildWorld.WithBaseAsync();
        var dockerfile = $"FROM {BuildWorld.Base}\nRUN echo \"$HTTP_PROXY $http_proxy\"\n";

        var first = await world.BuildAsync(dockerfile, target => target with { Args = new Dictionary<string, string> { ["HTTP_PROXY"] = "http://proxy-one" } });
        world.Log.ShouldBe("http://proxy-one http://proxy-one\n");
        var second = await world.BuildAsync(dockerfile, target => target with { Args = new Dictionary<string, string> { ["HTTP_PROXY"] = "http://proxy-two" } });

        second.Result.StepsRun.ShouldBe(0);
        second.Descriptor.ShouldBe(first.Descriptor);
        System.Text.Encoding.UTF8.GetString(first.Image.Config.ToBytes()).ShouldNotContain("proxy-one");
    }

    [Fact]
    public async Task Without_a_network_a_step_has_its_own_loopback_alone()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN --network=none grep -c : /proc/net/dev\nRUN ls /sys/class/net | wc -l\n");

        world.Log.Split('\n')[0].ShouldBe("1");
    }

    [Fact]
    public async Task A_cache_mount_keeps_what_steps_write_and_no_layer_does()
    {
        using var world = await BuildWorld.WithBaseAsync();
        string Dockerfile(int run) => $"FROM {BuildWorld.Base}\nRUN --mount=type=cache,target=/cache echo {run} >> /cache/runs; cat /cache/runs\n";

        await world.BuildAsync(Dockerfile(1));
        var image = await world.BuildAsync(Dockerfile(2));

        world.Log.ShouldBe("1\n2\n");
        image.Stat("/cache").ShouldBe("nothing");
    }

    [Theory]
    [InlineData("private")]
    [InlineData("locked")]
    [InlineData("shared")]
    public async Task A_cache_mount_is_shared_as_it_says(string sharing)
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"""
            FROM {BuildWorld.Base} AS a
            RUN --mount=type=cache,id=../../escape,sharing={sharing},target=/c echo x >> /c/f; sleep 0.2
            FROM {BuildWorld.Base} AS b
            RUN --mount=type=cache,id=../../escape,sharing={sharing},target=/c echo x >> /c/f; sleep 0.2; echo b
            FROM scratch
            COPY --from=a /etc /a
            COPY --from=b /etc /b
            """);

        Directory.GetDirectories(Path.Combine(world.Home.Cache, "mounts")).Length.ShouldBe(1);
        File.Exists(Path.Combine(world.Home.Root, "escape")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cache_mount_begins_with_what_it_is_told_and_belongs_to_whom_it_is_told()
    {
        using var world = await BuildWorld.WithBaseAsync();

        await world.BuildAsync($"""
            FROM {BuildWorld.Base} AS seed
            RUN mkdir /seed && echo sown > /seed/f
            FROM {BuildWorld.Base}
            RUN --mount=type=cache,target=/c,from=seed,source=/seed,uid=7,gid=8,mode=0750 cat /c/f; stat -c '%a %u:%g' /c
            """);

        world.Log.ShouldBe("sown\n750 7:8\n");
    }

    [Fact]
    public async Task A_bind_mount_shows_files_and_keeps_no_change()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write("in/f", "context");

        var image = await world.BuildAsync($"""
            FROM {BuildWorld.Base} AS other
            RUN mkdir /made && echo stage > /made/f
            FROM {BuildWorld.Base}
            RUN --mount=target=/ctx,source=in cat /ctx/f; ! touch /ctx/new 2>/dev/null
            RUN --mount=from=other,source=/made,target=/m cat /m/f
            RUN --mount=from=other,source=/made,target=/m,rw echo changed > /m/f; cat /m/f
            RUN --mount=from=other,source=/made/f,target=/only cat /only
            """);

        world.Log.ShouldBe("stage\nchanged\nstage\n".Insert(0, "context"));
        image.Stat("/m").ShouldBe("nothing");
        image.Stat("/ctx").ShouldBe("nothing");
    }

    [Fact]
    public async Task A_bind_mount_of_the_context_shows_nothing_that_is_ignored()
    {
        using var world = await BuildWorld.WithBaseAsync();
        world.Write(".dockerignore", "secret\n");
        world.Write("secret", "canary");
        world.Write("open", "open");

        await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=target=/ctx ls /ctx\n");

        world.Log.ShouldNotContain("secret");
        world.Log.ShouldContain("open");
    }

    [Fact]
    public async Task A_temporary_mount_is_empty_and_leaves_nothing()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var image = await world.BuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=tmpfs,target=/t touch /t/x && grep -c '/t tmpfs' /proc/mounts\n");

        world.Log.ShouldBe("1\n");
        image.Stat("/t").ShouldBe("nothing");
    }

    [Fact]
    public async Task Steps_trust_what_the_host_trusts_and_nothing_of_that_is_in_the_image()
    {
        using var world = await BuildWorld.WithBaseAsync();
        if (HostAuthorities.Find() is null)
            Needs.Lack("it needs a host with certificate authorities of its own");
        var dockerfile = $"FROM {BuildWorld.Base}\nENV PIP_CERT=mine\nRUN echo $SSL_CERT_FILE $PIP_CERT; test -s $SSL_CERT_FILE\n";

        var with = await world.BuildAsync(dockerfile);
        world.Log.ShouldBe("/run/slipway/host-ca.crt mine\n");
        world.Events.OfType<BuildNote>().ShouldContain(note => note.Text.Contains("certificate", StringComparison.Ordinal));
        with.Stat("/run").ShouldBe("nothing");
        System.Text.Encoding.UTF8.GetString(with.Image.Config.ToBytes()).ShouldNotContain("host-ca");
        var without = await world.BuildAsync(dockerfile, options: new() { ShareHostAuthorities = false });

        without.Result.StepsRun.ShouldBe(0);
        world.Events.OfType<BuildNote>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_working_folder_among_open_files_is_refused()
    {
        using var world = await BuildWorld.WithBaseAsync();

        var failure = await world.FailAsync($"FROM {BuildWorld.Base}\nWORKDIR /proc/self/fd/7\nRUN pwd\n");

        failure.Message.ShouldContain("/proc/self/fd/7");
    }
}
