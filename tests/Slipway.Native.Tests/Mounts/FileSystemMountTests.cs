// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class FileSystemMountTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public FileSystemMountTests() => Needs.Root();

    [Fact]
    public void A_mount_is_in_the_table_until_it_is_unmounted()
    {
        var target = Make("a b");
        FileSystemMount.Mount("tmpfs", "tmpfs", target, MountAccess.NoDevices, "size=64k,mode=0700");
        MountTable.Below(_folder.Path).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            entry => entry.Target.ShouldBe(target),
            entry => entry.Type.ShouldBe("tmpfs"),
            entry => entry.Options.ShouldContain("nodev"));

        FileSystemMount.Unmount(target).ShouldBeTrue();

        MountTable.Below(_folder.Path).ShouldBeEmpty();
        FileSystemMount.Unmount(target).ShouldBeFalse();
    }

    [Fact]
    public void A_bound_file_can_be_read_only_while_the_original_is_not()
    {
        var original = Path.Combine(_folder.Path, "original");
        var target = Path.Combine(_folder.Path, "target");
        File.WriteAllText(original, "text");
        File.WriteAllText(target, "");

        FileSystemMount.Bind(original, target, MountAccess.ReadOnly);

        File.ReadAllText(target).ShouldBe("text");
        Should.Throw<IOException>(() => File.WriteAllText(target, "x"));
        File.WriteAllText(original, "changed");
        File.ReadAllText(target).ShouldBe("changed");
    }

    [Fact]
    public void A_mount_in_use_goes_from_view_at_once()
    {
        var target = Make("busy");
        FileSystemMount.Mount("tmpfs", "tmpfs", target, MountAccess.None, null);
        using var open = File.Create(Path.Combine(target, "open"));

        FileSystemMount.Unmount(target).ShouldBeTrue();

        Directory.EnumerateFileSystemEntries(target).ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_mount_says_what_where_and_why()
    {
        var problem = Should.Throw<NativeException>(() => FileSystemMount.Mount("tmpfs", "tmpfs", "/nowhere/x", MountAccess.None, null));

        problem.Message.ShouldBe("Cannot mount tmpfs on '/nowhere/x': No such file or directory (errno 2).");
    }

    public void Dispose()
    {
        foreach (var mount in MountTable.Below(_folder.Path))
            FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
}
