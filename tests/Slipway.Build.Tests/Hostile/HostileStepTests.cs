// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>RUN steps and their mounts made to reach the host: its files, its privileges, its descriptors.</summary>
public sealed class HostileStepTests
{
    public HostileStepTests()
    {
        Needs.Root();
        Needs.Tool("runc");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("../../../../..")]
    public async Task The_source_of_a_mount_is_found_through_links_of_its_stage_and_never_outside_it(string target)
    {
        using var hostile = await HostileWorld.CreateAsync(BuildWorld.Link("x", target), BuildWorld.File("f", "of the stage\n"));

        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base} AS s\nFROM {BuildWorld.Base}\nRUN --mount=from=s,source=/x/f,target=/m cat /m\n")).Failure.ShouldBeNull();
        hostile.World.Log.ShouldBe("of the stage\n");
        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base} AS s\nFROM {BuildWorld.Base}\nRUN --mount=from=s,source=/x{hostile.Outside},target=/m cat /m/secret\n")).Failure!.Message.ShouldMatch("isn't there|is not in");
        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base} AS s\nFROM {BuildWorld.Base}\nRUN --mount=from=s,source=../../../..{hostile.Outside},target=/m cat /m/secret\n")).Failure!.Message.ShouldMatch("isn't there|is not in");
    }

    [Fact]
    public async Task The_source_of_a_mount_of_the_context_is_within_the_context()
    {
        using var hostile = await HostileWorld.CreateAsync();
        File.CreateSymbolicLink(hostile.Context + "/absolute", hostile.Outside);
        File.CreateSymbolicLink(hostile.Context + "/relative", "../outside");

        foreach (var source in new[] { "absolute", "relative", "../outside", hostile.Outside })
            (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=source={source},target=/m cat /m/secret\n")).Failure!.Message.ShouldMatch("isn't there|is not in", source);
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_while_it_is_mounted_leads_nowhere_outside()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("dir/secret", "of the context");
        using var swapped = new SwappedFolder(hostile.Context + "/dir", hostile.Outside);
        for (var round = 0; round < 25; round++)
            await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=source=dir,target=/m{(round % 2 == 0 ? ",rw" : "")} cat /m/secret; echo {round}\n");
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_after_it_was_found_is_mounted_as_it_was_found()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("dir/secret", "of the context\n");
        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=cache,id=x,target=/c true\n")).Failure.ShouldBeNull();
        var cache = Directory.EnumerateFiles(hostile.World.Home.Cache, "0.lock", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Task<(BuiltImage? Image, BuildFailure? Failure)> building;
        // The step finds the folder, and then waits for the cache.
        using (await FileLock.AcquireAsync(cache, FileLockMode.Exclusive, cancellation))
        {
            building = Task.Run(() => hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=source=dir,target=/m --mount=type=cache,id=x,target=/c,sharing=locked cat /m/secret\n"), cancellation);
            for (var left = 400; left > 0 && !File.ReadLines("/proc/self/mounts").Any(line => line.Contains(hostile.World.Folder.Path, StringComparison.Ordinal)); left--)
                await Task.Delay(50, cancellation);
            Directory.Move(hostile.Context + "/dir", hostile.Context + "/was");
            File.CreateSymbolicLink(hostile.Context + "/dir", hostile.Outside);
        }

        (await building).Failure.ShouldBeNull();
        hostile.World.Log.ShouldBe("of the context\n");
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_while_a_cache_begins_with_it_leads_nowhere_outside()
    {
        using var hostile = await HostileWorld.CreateAsync();
        for (var number = 0; number < 100; number++)
            hostile.World.Write($"dir/f{number}", "of the context");
        using var swapped = new SwappedFolder(hostile.Context + "/dir", hostile.Outside);
        for (var round = 0; round < 15; round++)
        {
            await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=cache,id=c{round},from=ctx,source=dir,target=/m cat /m/*; echo {round}\n",
                target => target with { Contexts = new Dictionary<string, NamedContext> { ["ctx"] = new LocalContext(hostile.Context) } });
        }
        var wanted = System.Text.Encoding.ASCII.GetBytes(HostileWorld.Canary);
        // Locks hold nothing, and what they keep out may be a child that another test has just begun.
        Directory.EnumerateFiles(hostile.World.Home.Cache, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(path => !path.Contains("/locks/", StringComparison.Ordinal) && File.ReadAllBytes(path).AsSpan().IndexOf(wanted) >= 0).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fifo_of_the_context_can_be_mounted_to_be_read_and_stops_nothing()
    {
        using var hostile = await HostileWorld.CreateAsync();
        LinuxFile.CreateFifo(hostile.Context + "/fifo", 0x1A4);

        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=target=/m test -p /m/fifo\nRUN --mount=source=fifo,target=/f test -p /f\n")).Failure.ShouldBeNull();
        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=source=fifo,target=/f,rw true\n")).Failure!.Message.ShouldContain("is a Fifo");
    }

    [Theory]
    [InlineData("bind,source=m")]
    [InlineData("cache")]
    [InlineData("tmpfs")]
    [InlineData("secret,id=s")]
    public async Task A_mount_target_behind_links_of_the_image_stays_inside(string mount)
    {
        using var hostile = await HostileWorld.CreateAsync(BuildWorld.Link("up", "../../../../.."), BuildWorld.Link("abs", "/proc/self/root"));
        hostile.World.Write("m", "m");
        var secrets = new Dictionary<string, SecretSource> { ["s"] = new SecretFile(hostile.World.Folder.Write("s", "s")) };
        // Compared with what it was: a mount over the host's folder would hide the canary.
        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type={mount},target=/up{hostile.Outside}/new true\n", target => target with { Secrets = secrets })).Failure.ShouldBeNull();
        await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type={mount},target=/abs{hostile.Outside}/new true\n", target => target with { Secrets = secrets });
    }

    [Fact]
    public async Task A_step_that_turns_the_folder_above_a_mount_into_a_link_harms_nobody()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("m", "m");

        await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=source=m,target=/d/secret --mount=type=cache,target=/e/secret mv /d /moved; rm -rf /d /e; ln -s {hostile.Outside} /d; ln -s {hostile.Outside} /e; true\n");
        var (image, _) = await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN rm -rf /etc/hosts /etc/resolv.conf; rm -rf /etc; ln -s {hostile.Outside} /etc; true\n");

        image.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("../..")]
    [InlineData("../../../../../../../../..{0}/escaped")]
    [InlineData("/etc")]
    [InlineData("a/../../b")]
    [InlineData(".")]
    public async Task A_cache_id_is_no_path(string id)
    {
        using var hostile = await HostileWorld.CreateAsync();
        id = string.Format(CultureInfo.InvariantCulture, id, hostile.World.Folder.Path);

        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=cache,id={id},target=/c echo kept > /c/kept\n")).Failure.ShouldBeNull();

        var kept = Directory.GetFiles(hostile.World.Folder.Path, "kept", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Path.GetRelativePath(Path.Combine(hostile.World.Home.Cache, "mounts"), kept).ShouldMatch("^[0-9a-f]{64}/0/kept$");
    }

    [Fact]
    public async Task The_name_space_of_cache_ids_is_no_path_either()
    {
        using var hostile = await HostileWorld.CreateAsync();

        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN --mount=type=cache,target=/c echo kept > /c/kept\n",
            target => target with { Args = new Dictionary<string, string> { ["BUILDKIT_CACHE_MOUNT_NS"] = "../../.." } })).Failure.ShouldBeNull();

        Directory.GetFiles(hostile.World.Folder.Path, "kept", SearchOption.AllDirectories).ShouldHaveSingleItem().ShouldStartWith(Path.Combine(hostile.World.Home.Cache, "mounts") + "/");
    }

    [Fact]
    public async Task Insecure_steps_are_refused_wherever_they_are_written()
    {
        using var hostile = await HostileWorld.CreateAsync();
        var world = hostile.World;
        await world.AddBaseAsync("test/onbuild:1", Platform.Host, new() { Env = ["PATH=/bin"], OnBuild = ["RUN --security=insecure id"] });

        foreach (var dockerfile in new[]
        {
            $"FROM {BuildWorld.Base}\nRUN --security=insecure id\n",
            "FROM test/onbuild:1\n",
            $"FROM {BuildWorld.Base} AS a\nONBUILD RUN --security=insecure id\nFROM a\n",
            $"FROM {BuildWorld.Base} AS a\nARG how=insecure\nONBUILD RUN --security=${{how}} id\nFROM a\n",
        })
        {
            var (image, failure) = await hostile.TryBuildAsync(dockerfile);
            image.ShouldBeNull(dockerfile);
            BuildWorld.Describe(failure).ShouldContain("--security", customMessage: dockerfile);
            world.Log.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Root_of_a_step_has_Dockers_capabilities_a_filter_and_no_more_groups_than_its_own()
    {
        using var hostile = await HostileWorld.CreateAsync();

        await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN grep -E '^(Cap|Seccomp:|Groups)' /proc/self/status\n");

        var status = Status(hostile.World.Log);
        (status["CapEff"], status["CapPrm"], status["CapBnd"]).ShouldBe(("00000000a80425fb", "00000000a80425fb", "00000000a80425fb"));
        // Inheritable ones would come back at an execve of files that have them (CVE-2022-27651).
        (status["CapInh"], status["CapAmb"]).ShouldBe(("0000000000000000", "0000000000000000"));
        status["Seccomp"].ShouldBe("2");
        status["Groups"].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBeSubsetOf(["0"]);
    }

    [Fact]
    public async Task Another_user_of_a_step_has_no_capability_and_the_groups_of_the_image_alone()
    {
        using var hostile = await HostileWorld.CreateAsync();

        await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nUSER app\nRUN grep -E '^(Cap|Seccomp:|Groups|Uid|Gid)' /proc/self/status\n");

        var status = Status(hostile.World.Log);
        (status["CapEff"], status["CapPrm"], status["CapInh"], status["CapAmb"]).ShouldBe(("0000000000000000", "0000000000000000", "0000000000000000", "0000000000000000"));
        (status["Uid"], status["Gid"], status["Seccomp"]).ShouldBe(("1000\t1000\t1000\t1000", "1001\t1001\t1001\t1001", "2"));
        status["Groups"].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBeSubsetOf(["1001"]);
    }

    [Fact]
    public async Task A_step_has_no_open_file_but_its_own()
    {
        using var hostile = await HostileWorld.CreateAsync();
        using var open = new FileStream(hostile.Outside + "/secret", FileMode.Open, FileAccess.Read);

        await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN cd /proc/self/fd && for f in *; do test -e $f && echo $f; done\n");

        // Input, output, errors, and what the shell itself has open while it lists.
        hostile.World.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBeSubsetOf(["0", "1", "2", "3", "10"]);
        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nRUN for f in 3 4 5 6 7 8 9 10 11 12; do test -e /proc/1/fd/$f/etc && exit 9; done; true\n")).Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("/proc/self/fd/7")]
    [InlineData("/proc/self/fd/7/../../..")]
    [InlineData("/proc/1/fd/8")]
    [InlineData("/proc/thread-self/fd/9")]
    [InlineData("/dev/fd/7")]
    public async Task A_working_folder_among_open_files_is_refused_however_it_is_written(string folder)
    {
        using var hostile = await HostileWorld.CreateAsync();

        var (_, failure) = await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nWORKDIR {folder}\nRUN cat ../../../..{hostile.Outside}/secret\n");

        failure.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_working_folder_that_is_a_link_to_an_open_file_leads_nowhere()
    {
        for (var descriptor = 3; descriptor < 12; descriptor++)
        {
            using var hostile = await HostileWorld.CreateAsync(BuildWorld.Link("w", $"/proc/self/fd/{descriptor}"));
            (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nWORKDIR /w\nRUN cat ../../../../..{hostile.Outside}/secret\n")).Failure.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("# syntax=evil.example/frontend:1\n")]
    [InlineData("#!/bin/sh\n# syntax=evil.example/frontend:1\n")]
    [InlineData("")]
    public async Task A_frontend_that_a_Dockerfile_names_is_never_fetched_nor_run(string directive)
    {
        var asked = new List<ImageReference>();
        using var world = new BuildWorld(services => services with { BaseImages = new Registry(asked) });

        var target = world.Target($"{directive}FROM scratch\nLABEL built=here\n") with { Args = new Dictionary<string, string> { ["BUILDKIT_SYNTAX"] = "evil.example/frontend:2" } };
        var result = (await world.RunAsync(null, target)).Targets[0];

        // Refused by its name, or not looked at.
        BuildWorld.Describe(result.Failure).ShouldContain(directive.Length > 0 && directive[1] != '!' ? "the front end 'evil.example/frontend:1' is not supported" : "");
        asked.ShouldBeEmpty();
    }

    private static Dictionary<string, string> Status(string log) =>
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static line => line[..line.IndexOf(':')], static line => line[(line.IndexOf(':') + 1)..].Trim());

    private sealed class Registry(List<ImageReference> asked) : IBaseImages
    {
        public Task<Descriptor?> FetchAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken)
        {
            asked.Add(reference);
            return Task.FromResult<Descriptor?>(null);
        }

        public Task FetchLayersAsync(ImageReference reference, IReadOnlyList<Descriptor> layers, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
