// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class OverlayMountTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _target;

    public OverlayMountTests()
    {
        Needs.Root();
        _target = Make("merged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_topmost_of_many_lowers_with_long_paths_wins(bool byContext)
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 60), 6));
        var lowers = Enumerable.Range(0, 300).Select(i => Make($"{deep}/lower:{i},with\\odd=name")).ToList();
        for (var i = 0; i < lowers.Count; i++)
        {
            File.WriteAllText(Path.Combine(lowers[i], "who"), $"{i}");
            File.WriteAllText(Path.Combine(lowers[i], $"only-{i}"), "");
        }
        var options = new OverlayOptions { Lowers = lowers, Upper = Make("upper:1"), Work = Make("work,1") };

        if (byContext)
            OverlayMount.Mount(_target, options);
        else
            OverlayMount.MountByNumbers(_target, options);

        File.ReadAllText(Path.Combine(_target, "who")).ShouldBe("0");
        File.Exists(Path.Combine(_target, "only-299")).ShouldBeTrue();
        File.WriteAllText(Path.Combine(_target, "new"), "");
        File.Exists(Path.Combine(options.Upper, "new")).ShouldBeTrue();
        File.Exists(Path.Combine(lowers[0], "new")).ShouldBeFalse();
    }

    [Fact]
    public void An_overlay_without_an_upper_directory_cannot_be_written()
    {
        OverlayMount.Mount(_target, new() { Lowers = [Make("a"), Make("b")] });

        Should.Throw<IOException>(() => File.WriteAllText(Path.Combine(_target, "x"), "")).Message.ShouldContain("Read-only");
    }

    [Fact]
    public void A_volatile_overlay_is_mounted_volatile()
    {
        OverlayMount.Mount(_target, new() { Lowers = [Make("a")], Upper = Make("u"), Work = Make("w"), Durability = OverlayDurability.Volatile });

        var mount = MountTable.Below(_target).ShouldHaveSingleItem();
        mount.Type.ShouldBe("overlay");
        mount.Options.ShouldContain("volatile");
    }

    [Fact]
    public void A_lower_that_is_missing_is_named()
    {
        var missing = Path.Combine(_folder.Path, "missing");

        var problem = Should.Throw<NativeException>(() => OverlayMount.Mount(_target, new() { Lowers = [missing, Make("b")] }));

        problem.Message.ShouldStartWith($"Cannot use '{missing}' as a lower directory of the overlay '{_target}'");
        problem.Errno.ShouldBe(2);
    }

    [Fact]
    public void More_lowers_than_the_kernel_takes_are_refused()
    {
        var lowers = Enumerable.Repeat("/x", 501).ToList();

        Should.Throw<ArgumentException>(() => OverlayMount.Mount(_target, new() { Lowers = lowers }))
            .Message.ShouldBe("An overlay has 1 to 500 lower directories, but 501 were given.");
    }

    public void Dispose()
    {
        foreach (var mount in MountTable.Below(_folder.Path))
            FileSystemMount.Unmount(mount.Target);
        _folder.Dispose();
    }

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
}
