// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The program in the hands of an ordinary user.</summary>
public sealed class UserTests : IAsyncLifetime
{
    private TestUser? _user;

    private TestUser User => _user!;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("busybox");
        _user = await TestUser.CreateAsync();
        (await User.RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        if (_user is not null)
            await _user.DisposeAsync();
    }

    [Fact]
    public async Task A_container_gets_the_input_and_gives_its_output_and_exit_code_back()
    {
        var answer = await User.RunAsync(new MemoryStream("typed\n"u8.ToArray()), "run", "--rm", "-i", "test/base:1", "sh", "-c", "cat; id -u; echo said >&2; exit 7");

        answer.ExitCode.ShouldBe(7);
        answer.Output.ShouldBe("typed\n0\n");
        answer.Error.ShouldBe("said\n");
    }

    [Theory]
    [InlineData("run -d")]
    [InlineData("run --rm -p 8080:80")]
    [InlineData("run --rm -p 5353:53/udp")]
    [InlineData("run --rm --network egress")]
    [InlineData("run --rm --health-cmd true --health-on-failure restart")]
    [InlineData("run -d --restart always")]
    [InlineData("create")]
    public async Task What_takes_root_or_the_agent_is_refused_by_name_with_what_to_do(string words)
    {
        var answer = await User.RunAsync([.. words.Split(' '), "test/base:1", "true"]);

        answer.ExitCode.ShouldBeOneOf(2, 3, 125);
        answer.Error.ShouldContain("root");
        answer.Error.ShouldNotContain("   at ");
        (await User.RunAsync("ps", "-a", "-q")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interrupt_ends_the_container_and_the_command_says_130()
    {
        using var process = User.StartProgram("run", "--rm", "test/base:1", "sleep", "86123");
        await UntilAsync(() => TestUser.CountProcesses("sleep 86123") > 1);

        ProcessIdentity.Find(process.Id)!.Kill(Signal.Parse("INT"));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130);
        TestUser.CountProcesses("sleep 86123").ShouldBe(0);
    }

    [Fact]
    public async Task What_a_killed_build_left_running_and_on_disk_is_gone_after_the_next_command()
    {
        var context = User.WriteContext(("Dockerfile", "FROM test/base:1\nRUN chown 33:33 /tmp && touch /tmp/x\nUSER 33\nRUN sleep 86124\n"));
        using var process = User.StartProgram("build", "-t", "test/app:1", context);
        await UntilAsync(() => TestUser.CountProcesses("sleep 86124") > 0);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestUser.CountProcesses("sleep 86124").ShouldBeGreaterThan(0);

        File.WriteAllText($"{context}/Dockerfile", "FROM test/base:1\nRUN true\n");
        (await User.RunAsync("build", "-t", "test/app:1", context)).ShouldSucceed();

        TestUser.CountProcesses("sleep 86124").ShouldBe(0);
        Directory.GetFileSystemEntries($"{User.SlipwayHome}/run/containers").ShouldBeEmpty();
        Directory.GetFileSystemEntries($"{User.SlipwayHome}/snapshots/new").ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_else_sees_into_the_home_and_the_images_files_belong_to_ids_of_the_user()
    {
        LinuxFile.GetStatus(User.SlipwayHome).Mode.ShouldBe(Convert.ToInt32("700", 8));
        var owner = LinuxFile.GetStatus(User.Home).UserId;
        var context = User.WriteContext(("Dockerfile", "FROM test/base:1\nRUN touch /mine && chown 33:33 /mine\n"));

        (await User.RunAsync("build", "-t", "test/app:1", context)).ShouldSucceed();

        var made = Directory.GetDirectories($"{User.SlipwayHome}/snapshots", "step.*").Single();
        LinuxFile.GetStatus($"{made}/fs").UserId.ShouldBe(owner);
        LinuxFile.GetStatus($"{made}/fs/mine").UserId.ShouldBeGreaterThan(1_000_000_000u);
    }

    [Fact]
    public async Task Root_does_not_use_a_users_file_trees()
    {
        (await User.RunAsync("run", "--rm", "test/base:1", "true")).ShouldSucceed();
        using var root = new SlipwayProgram(User.SlipwayHome);

        (await root.RunAsync("run", "--rm", "test/base:1", "true")).ShouldRefuse(125, "made without root, by the user", "cannot be used by root", "SLIPWAY_HOME");
    }

    [Fact]
    public async Task A_step_on_an_image_with_devices_is_told_that_they_are_missing()
    {
        await ImportWithDeviceAsync();
        var context = User.WriteContext(("Dockerfile", "FROM test/dev:1\nRUN test ! -e /opt/disk\n"));

        var built = (await User.RunAsync("build", "--progress", "plain", "-t", "test/app:1", context)).ShouldSucceed();

        built.Error.ShouldContain("without root the step runs without the image's devices /opt/disk", Case.Sensitive);
    }

    [Fact]
    public async Task An_archive_with_a_device_is_not_unpacked_by_halves()
    {
        var context = User.WriteContext(("Dockerfile", "FROM test/base:1\nADD dev.tar /\n"));
        File.Move(await MakeDeviceTarAsync(), $"{context}/dev.tar");

        (await User.RunAsync("build", "-t", "test/app:1", context)).ShouldRefuse(3, "the device '/opt/disk' cannot be made without root", "run the command as root");
    }

    [Fact]
    public async Task An_owner_beyond_the_users_range_is_refused_with_the_range()
    {
        var context = User.WriteContext(("Dockerfile", "FROM test/base:1\nCOPY --chown=700000:700000 Dockerfile /\nRUN true\n"));

        var answer = await User.RunAsync("build", "-t", "test/app:1", context);

        answer.ShouldRefuse(answer.ExitCode, "700000:700000", "has the users 0 to 65535", "/etc/subuid");
        answer.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Crun_serves_where_runc_does_not()
    {
        var path = Directory.CreateDirectory($"{User.Home}/bin").FullName;
        File.WriteAllText($"{path}/runc", "#!/bin/sh\necho runc 0\nexit 1\n");
        File.SetUnixFileMode($"{path}/runc", (UnixFileMode)Convert.ToInt32("755", 8));
        User.Variables["PATH"] = $"{path}:{User.Variables["PATH"]}";
        Needs.Tool("crun");
        var context = User.WriteContext(("Dockerfile", "FROM test/base:1\nRUN echo made > /made\nRUN --network=none cat /made\n"));

        (await User.RunAsync("build", "--progress", "plain", "-t", "test/app:1", context)).ShouldSucceed().Error.ShouldContain("made", Case.Sensitive);

        File.ReadAllText($"{User.SlipwayHome}/run/runtime.json").ShouldContain("crun", Case.Sensitive);
    }

    [Fact]
    public async Task Files_written_to_a_folder_belong_to_the_user()
    {
        var context = User.WriteContext(("Dockerfile", "FROM scratch\nCOPY --chown=33:33 Dockerfile /made\n"));

        (await User.RunAsync("build", "--output", $"{User.Home}/out", context)).ShouldSucceed();

        LinuxFile.GetStatus($"{User.Home}/out/made").UserId.ShouldBe(LinuxFile.GetStatus(User.Home).UserId);
    }

    private async Task ImportWithDeviceAsync()
    {
        using var folder = new TempFolder();
        File.Copy(Needs.Tool("busybox"), $"{folder.MakeFolder("bin")}/sh");
        File.CreateSymbolicLink(folder["bin/test"], "sh");
        LinuxFile.CreateNode($"{folder.MakeFolder("opt")}/disk", FileType.BlockDevice, 0x1B0, new(259, 7));
        await TarAsync(folder.Path, $"{User.Home}/dev.tar", ".");
        (await User.RunAsync("import", $"{User.Home}/dev.tar", "test/dev:1")).ShouldSucceed();
    }

    private async Task<string> MakeDeviceTarAsync()
    {
        using var folder = new TempFolder();
        LinuxFile.CreateNode($"{folder.MakeFolder("opt")}/disk", FileType.BlockDevice, 0x1B0, new(259, 7));
        await TarAsync(folder.Path, $"{User.Home}/add.tar", "opt");
        return $"{User.Home}/add.tar";
    }

    private static async Task TarAsync(string folder, string file, string what) =>
        (await new Command(Needs.Tool("tar"), ["-C", folder, "-cf", file, what]).RunAsync(TestContext.Current.CancellationToken)).EnsureSuccess();

    private static async Task UntilAsync(Func<bool> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!done())
            await Task.Delay(50, limit.Token);
    }
}
