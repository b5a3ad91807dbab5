// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class EmulationTests : IDisposable
{
    // As the kernel shows one that is registered.
    private const string Arm64 = "interpreter /usr/bin/qemu-aarch64-static\nflags: POCF\noffset 0\nmagic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n";

    private readonly TempFolder _folder = new();

    public EmulationTests()
    {
        _folder.Write("register", "");
        _folder.Write("status", "enabled\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_enabled_emulator_that_containers_find_is_enough()
    {
        _folder.Write("whatever-its-name", "enabled\n" + Arm64);

        Find("linux/arm64").ShouldBeNull();
        Find("linux/arm/v7").ShouldNotBeNull();
    }

    [Fact]
    public void Without_one_the_reason_and_the_command_are_told() => Find("linux/arm64")!.ShouldBe(new EmulationObstacle(
        Platform.LinuxArm64, Platform.LinuxAmd64, "no emulator for arm64 is registered with its kernel", $"run: {Emulation.SetupCommand}"));

    [Fact]
    public void A_disabled_one_is_none()
    {
        _folder.Write("qemu-aarch64", "disabled\n" + Arm64);

        Find("linux/arm64")!.Reason.ShouldBe("its emulator for arm64, 'qemu-aarch64', is disabled");
    }

    [Fact]
    public void One_that_containers_do_not_find_is_none()
    {
        _folder.Write("qemu-aarch64", "enabled\n" + Arm64.Replace("POCF", "POC", StringComparison.Ordinal));

        Find("linux/arm64")!.Reason.ShouldBe("its emulator for arm64, 'qemu-aarch64', was registered without the flag F, so that no container finds it");
    }

    [Fact]
    public void One_of_two_is_enough()
    {
        _folder.Write("a", "disabled\n" + Arm64);
        _folder.Write("b", "enabled\n" + Arm64.Replace("POCF", "", StringComparison.Ordinal));
        _folder.Write("c", "enabled\n" + Arm64);

        Find("linux/arm64").ShouldBeNull();
    }

    [Fact]
    public void A_list_that_is_switched_off_or_not_mounted_is_told()
    {
        _folder.Write("qemu-aarch64", "enabled\n" + Arm64);
        _folder.Write("status", "disabled\n");
        Find("linux/arm64")!.Reason.ShouldBe("its list of emulators (binfmt_misc) is disabled");

        new Emulation { Folder = _folder["nowhere"], Machine = Platform.LinuxAmd64 }.Find(Platform.LinuxArm64)!.Reason.ShouldEndWith("whose list of them (binfmt_misc) is not even mounted");
    }

    [Theory]
    [InlineData("linux/amd64", "linux/amd64", true, true)]
    [InlineData("linux/amd64/v3", "linux/amd64", true, true)]
    [InlineData("linux/386", "linux/amd64", true, true)]
    [InlineData("linux/386", "linux/amd64", false, false)]
    [InlineData("linux/arm/v7", "linux/arm64", true, true)]
    [InlineData("linux/arm/v7", "linux/arm64", false, false)]
    [InlineData("linux/amd64", "linux/arm64", true, false)]
    [InlineData("linux/arm64", "linux/arm/v7", true, false)]
    public void The_32_bit_forebear_runs_where_the_processor_still_knows_it(string platform, string machine, bool runs32Bit, bool runs)
    {
        var emulation = new Emulation { Folder = _folder.Path, Machine = Platform.Parse(machine), Runs32Bit = () => runs32Bit };

        (emulation.Find(Platform.Parse(platform)) is null).ShouldBe(runs);
    }

    [Theory]
    [InlineData("linux/s390", "no emulator for s390 is known")]
    [InlineData("windows/amd64", "no linux runs programs of windows")]
    public void What_nobody_emulates_is_told_so(string platform, string reason) => Find(platform)!.Reason.ShouldBe(reason);

    [Fact]
    public void What_is_required_and_missing_is_a_sentence() => Should.Throw<ExecutionException>(() => Create().Require(Platform.LinuxArm64)).Message.ShouldBe(
        $"Programs for linux/arm64 don't run on this machine, which is linux/amd64: no emulator for arm64 is registered with its kernel. To mend it, run: {Emulation.SetupCommand}");

    [Fact]
    public void A_programs_platform_is_read_from_its_file()
    {
        ForeignProgram.Write(_folder["program"], 0);

        Emulation.PlatformOf(File.ReadAllBytes(_folder["program"]))!.ToString().ShouldBe(ForeignProgram.Platform);
        Emulation.PlatformOf(File.ReadAllBytes("/proc/self/exe"))!.ShouldBe(Platform.Host);
        Emulation.PlatformOf("#!/bin/sh\necho a long enough script\n"u8).ShouldBeNull();
    }

    private EmulationObstacle? Find(string platform) => Create().Find(Platform.Parse(platform));

    private Emulation Create() => new() { Folder = _folder.Path, Machine = Platform.LinuxAmd64 };
}
