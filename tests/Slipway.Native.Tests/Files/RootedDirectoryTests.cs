// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class RootedDirectoryTests : IDisposable
{
    private const int Plain = 0b110_100_100;
    private readonly TempFolder _folder = new();
    private readonly RootedDirectory _root;

    public RootedDirectoryTests()
    {
        _folder.Write("canary", "outside");
        _root = RootedDirectory.Open(_folder.MakeFolder("root"));
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_link_is_not_mounted_for_what_is_opened_there_would_be_what_it_leads_to()
    {
        Needs.Root();
        _root.CreateSymbolicLink("link", _folder["canary"]);
        var target = _folder.Write("target", "");
        try
        {
            Should.Throw<NativeException>(() => _root.Bind("link", target)).Errno.ShouldBe(Errno.TooManySymbolicLinks);
            File.ReadAllText(target).ShouldBeEmpty();
        }
        finally
        {
            if (MountTable.Below(target).Count > 0)
                FileSystemMount.Unmount(target);
        }
    }

    [Theory]
    [InlineData("../canary")]
    [InlineData("/../../../canary")]
    [InlineData("up/canary")]
    [InlineData("absolute")]
    [InlineData("relative")]
    public void Nothing_outside_is_ever_seen(string path)
    {
        _root.CreateSymbolicLink("up", "..");
        _root.CreateSymbolicLink("absolute", _folder["canary"]);
        _root.CreateSymbolicLink("relative", "../../../../../../.." + _folder["canary"]);

        _root.TryGetStatus(path, FinalLink.Follow).ShouldBeNull();
        Should.Throw<NativeException>(() => _root.OpenRead(path, FinalLink.Follow)).Errno.ShouldBe(Errno.NotFound);
    }

    [Fact]
    public void Absolute_links_are_followed_from_the_root()
    {
        _root.CreateDirectories("etc/real", 0b111_101_101).ShouldBe(["etc", "etc/real"]);
        Write("etc/real/passwd", "ours");
        _root.CreateSymbolicLink("link", "/etc/real");

        Read("link/passwd").ShouldBe("ours");
        Write("link/group", "made through the link");
        File.Exists(_folder["root/etc/real/group"]).ShouldBeTrue();
    }

    [Fact]
    public void What_is_written_through_links_stays_inside()
    {
        _root.CreateSymbolicLink("evil", _folder.Path);
        Should.Throw<NativeException>(() => _root.CreateFile("evil/canary", Plain)).Errno.ShouldBe(Errno.NotFound);
        Should.Throw<NativeException>(() => _root.CreateDirectory("evil/made", Plain));
        Should.Throw<NativeException>(() => _root.CreateSymbolicLink("evil/made", "x"));
        Should.Throw<NativeException>(() => _root.CreateNode("evil/made", FileType.Fifo, Plain));
        Should.Throw<NativeException>(() => _root.CreateHardLink("copy", "evil/canary"));
        Should.Throw<NativeException>(() => _root.Remove("evil/canary"));
        Should.Throw<NativeException>(() => _root.RemoveTree("evil/canary", TestContext.Current.CancellationToken));
        Should.Throw<NativeException>(() => _root.SetMode("evil/canary", 0, FinalLink.Keep));
        Should.Throw<NativeException>(() => _root.Rename("evil/canary", "mine"));
        Directory.GetFileSystemEntries(_folder.Path).Length.ShouldBe(2);
        File.ReadAllText(_folder["canary"]).ShouldBe("outside");
    }

    [Fact]
    public void A_file_is_never_created_through_a_link_in_its_place()
    {
        _root.CreateSymbolicLink("log", "elsewhere");
        Should.Throw<NativeException>(() => _root.CreateFile("log", Plain)).Errno.ShouldBe(Errno.Exists);
        _root.TryGetStatus("elsewhere", FinalLink.Keep).ShouldBeNull();
    }

    [Fact]
    public void The_last_link_is_followed_only_when_asked()
    {
        Needs.Root();
        Write("file", "1234567");
        _root.CreateSymbolicLink("link", "/file");
        _root.GetStatus("link", FinalLink.Keep).Type.ShouldBe(FileType.SymbolicLink);
        _root.GetStatus("link", FinalLink.Follow).Size.ShouldBe(7);

        _root.SetOwner("link", 7, 8, FinalLink.Keep);
        _root.SetTimes("link", new(77, 7), FinalLink.Keep);
        _root.GetStatus("file", FinalLink.Keep).UserId.ShouldBe(0u);
        _root.SetOwner("link", 9, 10, FinalLink.Follow);
        _root.SetMode("link", 0b111_000_000, FinalLink.Follow);
        _root.SetTimes("link", new(99, 9), FinalLink.Follow);
        _root.SetAttribute("link", "user.of", "file"u8, FinalLink.Follow);

        var file = _root.GetStatus("file", FinalLink.Keep);
        (file.UserId, file.GroupId, file.Mode, file.Modified).ShouldBe((9u, 10u, 0b111_000_000, new UnixTime(99, 9)));
        var link = _root.GetStatus("link", FinalLink.Keep);
        (link.UserId, link.GroupId, link.Modified).ShouldBe((7u, 8u, new UnixTime(77, 7)));
        _root.ListAttributes("file", FinalLink.Keep).ShouldBe(["user.of"]);
        _root.TryGetAttribute("file", "user.of", FinalLink.Keep).ShouldBe("file"u8.ToArray());
        _root.ListAttributes("link", FinalLink.Keep).ShouldBeEmpty();
        _root.RemoveAttribute("link", "user.of", FinalLink.Follow);
        _root.ListAttributes("file", FinalLink.Keep).ShouldBeEmpty();
        Should.Throw<IOException>(() => _root.OpenRead("link", FinalLink.Keep)).Message.ShouldContain("it is a SymbolicLink");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("below/../..")]
    public void The_root_is_a_place_like_any_other(string path)
    {
        _root.CreateDirectory("below", 0b111_101_101);
        _root.GetStatus(path, FinalLink.Keep).Inode.ShouldBe(LinuxFile.GetStatus(_folder["root"]).Inode);
        _root.SetTimes(path, new(5), FinalLink.Keep);
        LinuxFile.GetStatus(_folder["root"]).Modified.ShouldBe(new UnixTime(5));
        _root.List(path).Single().Name.ShouldBe("below");
        Should.Throw<NativeException>(() => _root.CreateDirectory(path, Plain)).Errno.ShouldBe(Errno.Exists);
        Should.Throw<NativeException>(() => _root.RemoveTree(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Missing_parents_are_created_and_those_there_are_left_alone()
    {
        _root.CreateDirectory("a", 0b111_000_000);
        _root.CreateDirectories("/a//b/c/", 0b111_101_000).ShouldBe(["a/b", "a/b/c"]);
        _root.GetStatus("a", FinalLink.Keep).Mode.ShouldBe(0b111_000_000);
        _root.GetStatus("a/b/c", FinalLink.Keep).Mode.ShouldBe(0b111_101_000);
        _root.CreateDirectories("a/b", Plain).ShouldBeEmpty();
        Write("file", "");
        Should.Throw<NativeException>(() => _root.CreateDirectories("file/sub", Plain)).Errno.ShouldBe(Errno.NotADirectory);
    }

    [Fact]
    public void Links_nodes_renames_and_removals_work_inside()
    {
        Write("one", "1");
        _root.CreateHardLink("two", "one");
        _root.GetStatus("one", FinalLink.Keep).LinkCount.ShouldBe(2u);
        _root.CreateSymbolicLink("s", "/x\uDCFF");
        _root.ReadLink("s").ShouldBe("/x\uDCFF");
        _root.CreateNode("fifo", FileType.Fifo, 0b110_000_000);
        _root.Rename("two", "three");
        _root.Remove("one");
        _root.CreateDirectory("d", Plain);
        _root.RemoveDirectory("d");
        _root.CreateDirectories("t/u/v", 0b111_101_101);
        _root.RemoveTree("t", TestContext.Current.CancellationToken);
        _root.List("").Select(item => item.Name).ShouldBe(["fifo", "s", "three"]);
    }

    [Fact]
    public async Task A_directory_swapped_for_a_link_meanwhile_leads_nowhere_outside()
    {
        _folder.Write("outside/secret", "outside");
        _root.CreateDirectory("dir", 0b111_101_101);
        Write("dir/secret", "inside");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    Directory.Move(_folder["root/dir"], _folder["root/kept"]);
                    File.CreateSymbolicLink(_folder["root/dir"], _folder["outside"]);
                    File.Delete(_folder["root/dir"]);
                    Directory.Move(_folder["root/kept"], _folder["root/dir"]);
                }
            },
            TestContext.Current.CancellationToken);
        for (var round = 0; round < 3000; round++)
        {
            try
            {
                Read("dir/secret").ShouldBe("inside");
                _root.SetMode("dir/secret", Plain, FinalLink.Keep);
            }
            catch (NativeException)
            {
                // Just swapped: not there, which is an answer too.
            }
        }
        await stop.CancelAsync();
        await swapping;
        File.ReadAllText(_folder["outside/secret"]).ShouldBe("outside");
    }

    private void Write(string path, string content)
    {
        using var file = _root.CreateFile(path, Plain);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(content), 0);
    }

    private string Read(string path)
    {
        using var file = _root.OpenRead(path, FinalLink.Follow);
        var content = new byte[RandomAccess.GetLength(file)];
        return Encoding.UTF8.GetString(content, 0, RandomAccess.Read(file, content, 0));
    }
}
