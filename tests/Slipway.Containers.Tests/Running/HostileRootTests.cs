// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers.Tests;

public sealed class HostileRootTests : IDisposable
{
    private readonly ContainerWorld _world = new();
    private readonly string _canary;

    public HostileRootTests() => _canary = _world.Write("canary/resolv.conf", "canary");

    private string CanaryFolder => Path.GetDirectoryName(_canary)!;

    [Fact]
    public async Task An_etc_that_points_out_of_the_root_stays_in_it()
    {
        Directory.Delete(Path.Combine(_world.Busybox, "etc"), recursive: true);
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "etc"), CanaryFolder);

        var (exit, output, _) = await _world.RunAsync(_world.Shell("cat /etc/hostname"));

        exit.ExitCode.ShouldBe(0);
        output.ShouldStartWith("test");
        CanaryIsUntouched();
    }

    [Fact]
    public async Task Generated_files_that_point_out_of_the_root_stay_in_it()
    {
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "etc/resolv.conf"), _canary);
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "etc/hosts"), "../../../../../../" + _canary);
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "etc/hostname"), "/run/deep/down/hostname");

        var (exit, output, _) = await _world.RunAsync(_world.Shell("cat /run/deep/down/hostname; echo broken > /etc/hosts; echo broken > /etc/resolv.conf"));

        exit.ExitCode.ShouldBe(0);
        output.ShouldStartWith("test");
        CanaryIsUntouched();
    }

    [Fact]
    public async Task A_mount_target_that_points_out_of_the_root_stays_in_it()
    {
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "data"), CanaryFolder);
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "up"), "/../../../../.." + CanaryFolder);
        var secret = _world.Write("secret", "secret");
        var spec = _world.Shell("cat /data/resolv.conf; ls /up; touch /data/x") with
        {
            Mounts = [new ContainerMount.Bind(secret, "/data/resolv.conf", BindAccess.ReadOnly), new ContainerMount.Tmpfs("/up/tmp")],
        };

        var (exit, output, _) = await _world.RunAsync(spec);

        exit.ExitCode.ShouldBe(0);
        output.ShouldBe("secretresolv.conf\ntmp\n");
        CanaryIsUntouched();
    }

    [Fact]
    public async Task A_step_that_turns_a_mount_points_parent_into_a_link_harms_nobody()
    {
        var upper = _world.MakeFolder("upper");
        var root = _world.Root with { Upper = upper, Work = _world.MakeFolder("work") };
        var file = _world.Write("file", "");
        var spec = _world.Shell($"mv /mnt /moved 2>/dev/null; rm -rf /mnt 2>/dev/null; ln -sfn {CanaryFolder} /mnt; rm -rf /etc/hosts; true") with
        {
            Mounts = [new ContainerMount.Bind(file, "/mnt/resolv.conf", BindAccess.ReadWrite)],
        };

        (await _world.RunAsync(spec, root)).Exit.ExitCode.ShouldBe(0);

        CanaryIsUntouched();
        File.Exists(file).ShouldBeTrue();
        _world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_passwd_that_is_no_file_or_points_out_of_the_root_says_nothing()
    {
        var passwd = Path.Combine(_world.Busybox, "etc/passwd");
        File.Delete(passwd);
        File.CreateSymbolicLink(passwd, "/../../../../../../etc/passwd");
        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/id") with { User = "daemon" }))).Message.ShouldContain("no entry");

        File.Delete(passwd);
        LinuxFile.CreateFifo(passwd, 0x1B6);
        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/id") with { User = "daemon" }))).Message.ShouldContain("no entry");
    }

    [Fact]
    public async Task A_circle_of_links_is_said_to_be_one()
    {
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "a"), "b");
        File.CreateSymbolicLink(Path.Combine(_world.Busybox, "b"), "a");

        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/true") with { Mounts = [new ContainerMount.Tmpfs("/a/x")] })))
            .Message.ShouldBe("Cannot mount on '/a/x' in the container: it goes round in a circle of symbolic links.");
    }

    [Fact]
    public async Task A_directory_where_a_file_is_mounted_is_said_to_be_one()
    {
        Directory.CreateDirectory(Path.Combine(_world.Busybox, "etc/hosts"));

        (await Should.ThrowAsync<ExecutionException>(_world.RunAsync(_world.Spec("/bin/true"))))
            .Message.ShouldBe("Cannot mount a file on '/etc/hosts' in the container: the image has a directory there.");
        _world.Leftovers().ShouldBeEmpty();
    }

    public void Dispose() => _world.Dispose();

    private void CanaryIsUntouched()
    {
        Directory.GetFileSystemEntries(CanaryFolder).ShouldBe([_canary]);
        File.ReadAllText(_canary).ShouldBe("canary");
    }
}
