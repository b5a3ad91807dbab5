// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class LinuxFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_status_of_a_file_is_what_stat_says()
    {
        var path = _folder.Write("file", "four");
        LinuxFile.SetMode(path, 0b110_100_000 | 0x800);
        LinuxFile.SetTimes(path, new(1_500_000_000, 123_456_789));

        var status = LinuxFile.GetStatus(path);

        Run("stat", "-c", "%s %a %u %g %i %h %Y %Z %d", path).ShouldBe(string.Join(' ', status.Size, Convert.ToString(status.Mode, 8), status.UserId, status.GroupId,
            status.Inode, status.LinkCount, status.Modified.Seconds, status.Changed.Seconds,
            ((status.Device.Major & 0xFFF) << 8) | (status.Device.Minor & 0xFF) | ((status.Device.Minor & 0xFFFFF00) << 12)));
        status.Modified.Nanoseconds.ShouldBe(123_456_789u);
        status.Type.ShouldBe(FileType.RegularFile);
        Convert.ToString(status.Mode, 8).ShouldBe("4640");
    }

    [Fact]
    public void What_is_not_there_has_no_status_and_says_so()
    {
        LinuxFile.TryGetStatus(_folder["none"]).ShouldBeNull();
        var refused = Should.Throw<NativeException>(() => LinuxFile.GetStatus(_folder["none"]));
        refused.Message.ShouldBe($"Cannot read the status of '{_folder["none"]}': No such file or directory (errno 2).");
        refused.Errno.ShouldBe(Errno.NotFound);
    }

    [Fact]
    public void Names_that_are_not_utf8_can_be_made_listed_read_and_removed()
    {
        var name = UnixText.Decode([0xFF, 0xFE, (byte)'x']);
        using (var file = LinuxFile.Create(_folder[name], 0b110_000_000))
            RandomAccess.Write(file, "content"u8, 0);
        LinuxFile.CreateDirectory(_folder["Z"]);
        LinuxFile.CreateSymbolicLink(_folder["a"], name);

        LinuxFile.List(_folder.Path).Select(item => (item.Name, item.Type)).ShouldBe(
            [("Z", FileType.Directory), ("a", FileType.SymbolicLink), (name, FileType.RegularFile)]);
        LinuxFile.ReadLink(_folder["a"]).ShouldBe(name);
        using (var file = LinuxFile.OpenRead(_folder["a"]))
            RandomAccess.GetLength(file).ShouldBe(7);
        LinuxFile.Remove(_folder[name]);
        LinuxFile.List(_folder.Path).Count.ShouldBe(2);
    }

    [Fact]
    public void A_large_directory_is_listed_whole_and_in_order()
    {
        for (var i = 0; i < 5000; i++)
            _folder.Write($"file-with-a-name-of-some-length-{i}", "");
        var names = LinuxFile.List(_folder.Path).Select(item => item.Name).ToArray();
        names.ShouldBe(Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_long_link_is_read_whole()
    {
        var target = string.Join('/', Enumerable.Repeat("somewhere", 400));
        LinuxFile.CreateSymbolicLink(_folder["link"], target);
        LinuxFile.ReadLink(_folder["link"]).ShouldBe(target);
        LinuxFile.GetStatus(_folder["link"]).Type.ShouldBe(FileType.SymbolicLink);
    }

    [Fact]
    public void Hard_links_share_an_inode()
    {
        LinuxFile.CreateHardLink(_folder["two"], _folder.Write("one", "1"));
        LinuxFile.GetStatus(_folder["two"]).Inode.ShouldBe(LinuxFile.GetStatus(_folder["one"]).Inode);
        LinuxFile.GetStatus(_folder["two"]).LinkCount.ShouldBe(2u);
    }

    [Fact]
    public void Nodes_are_what_was_asked_for()
    {
        Needs.Root();
        LinuxFile.CreateNode(_folder["null"], FileType.CharacterDevice, 0b110_110_110, new(1, 3));
        LinuxFile.CreateNode(_folder["disk"], FileType.BlockDevice, 0b110_000_000, new(259, 70000));
        LinuxFile.CreateFifo(_folder["fifo"], 0b111_111_111);

        Run("stat", "-c", "%F %t:%T %a", _folder["null"]).ShouldBe("character special file 1:3 666");
        LinuxFile.GetStatus(_folder["disk"]).SpecialDevice.ShouldBe(new DeviceNumber(259, 70000));
        LinuxFile.GetStatus(_folder["fifo"]).Mode.ShouldBe(0b111_111_111);
    }

    [Fact]
    public async Task A_fifo_is_refused_and_does_not_block()
    {
        LinuxFile.CreateFifo(_folder["fifo"], 0b110_110_110);
        // Nobody ever writes to it.
        var open = Task.Run(() => LinuxFile.OpenRead(_folder["fifo"]));
        (await Should.ThrowAsync<IOException>(() => open.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken))).Message.ShouldBe($"Cannot read '{_folder["fifo"]}': it is a Fifo and not a regular file.");
    }

    [Fact]
    public void A_file_is_read_whole_and_not_beyond_what_it_may_have()
    {
        File.WriteAllBytes(_folder["ten"], [.. Enumerable.Range(0, 10).Select(static number => (byte)number)]);

        LinuxFile.ReadAll(_folder["ten"], 10).ShouldBe(File.ReadAllBytes(_folder["ten"]));
        Should.Throw<IOException>(() => LinuxFile.ReadAll(_folder["ten"], 9)).Message.ShouldBe($"Cannot read '{_folder["ten"]}': it has more than the 9 bytes that are read.");
    }

    [Fact]
    public void A_file_whose_length_is_told_as_none_is_read_to_its_end_or_to_the_limit()
    {
        LinuxFile.ReadAll("/proc/self/maps", 1 << 20).Length.ShouldBeGreaterThan(1000);
        Should.Throw<IOException>(() => LinuxFile.ReadAll("/proc/self/maps", 1000)).Message.ShouldContain("more than the 1000 bytes");
    }

    [Fact]
    public void Owners_and_times_are_set_on_links_themselves()
    {
        Needs.Root();
        LinuxFile.CreateSymbolicLink(_folder["link"], "nowhere");
        LinuxFile.SetOwner(_folder["link"], 3_000_000, 12);
        LinuxFile.SetTimes(_folder["link"], new(-5, 1));
        var status = LinuxFile.GetStatus(_folder["link"]);
        (status.UserId, status.GroupId, status.Modified).ShouldBe((3_000_000u, 12u, new UnixTime(-5, 1)));
    }

    [Fact]
    public void A_link_has_no_mode_to_set_and_its_target_is_left_alone()
    {
        LinuxFile.CreateSymbolicLink(_folder["link"], _folder.Write("file", ""));
        Should.Throw<NativeException>(() => LinuxFile.SetMode(_folder["link"], 0)).Errno.ShouldBe(Errno.NotSupported);
        LinuxFile.GetStatus(_folder["file"]).Mode.ShouldNotBe(0);
    }

    [Fact]
    public void Attributes_are_bytes()
    {
        Needs.Root();
        var path = _folder.Write("file", "");
        byte[] value = [0, 0x80, 0xFF, (byte)'\n', .. new byte[2000]];
        LinuxFile.SetAttribute(path, "user.binary", value);
        LinuxFile.SetAttribute(path, "trusted.empty", []);

        LinuxFile.ListAttributes(path).ShouldBe(["trusted.empty", "user.binary"]);
        LinuxFile.TryGetAttribute(path, "user.binary").ShouldBe(value);
        LinuxFile.TryGetAttribute(path, "trusted.empty").ShouldBe([]);
        LinuxFile.TryGetAttribute(path, "user.none").ShouldBeNull();
        LinuxFile.RemoveAttribute(path, "trusted.empty");
        LinuxFile.ListAttributes(path).ShouldBe(["user.binary"]);
    }

    [Fact]
    public void A_tree_is_removed_however_deep_and_links_out_of_it_are_not_followed()
    {
        var canary = _folder.Write("canary/file", "alive");
        var tree = _folder.MakeFolder("tree");
        LinuxFile.CreateSymbolicLink(_folder["tree/out"], _folder["canary"]);
        using (var top = RootedDirectory.Open(tree))
        {
            // Deeper than any path can name: each level is made in the one before.
            var level = top;
            for (var depth = 0; depth < 3000; depth++)
            {
                level.CreateDirectory("deeper", 0b111_000_000);
                var next = level.OpenRoot("deeper");
                if (level != top)
                    level.Dispose();
                level = next;
            }
            level.Dispose();
        }

        LinuxFile.RemoveTree(tree, TestContext.Current.CancellationToken);

        LinuxFile.TryGetStatus(tree).ShouldBeNull();
        File.ReadAllText(canary).ShouldBe("alive");
        LinuxFile.RemoveTree(tree, TestContext.Current.CancellationToken); // nothing there: nothing to do
    }

    [Fact]
    public void Content_is_copied_up_to_where_the_source_ends()
    {
        var content = new byte[3_000_001];
        new Random(5).NextBytes(content);
        using var source = LinuxFile.OpenRead(_folder.Write("source", content));
        using (var target = LinuxFile.Create(_folder["target"]))
            FileCopy.Copy(source, target, long.MaxValue, TestContext.Current.CancellationToken).ShouldBe(content.Length);
        File.ReadAllBytes(_folder["target"]).ShouldBe(content);
        using var proc = LinuxFile.OpenRead("/proc/self/status");
        using var text = LinuxFile.Create(_folder["status"]);
        FileCopy.Copy(proc, text, long.MaxValue, TestContext.Current.CancellationToken).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_directory_can_be_flushed() => LinuxFile.SyncDirectory(_folder.Path);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Needs.Tool(program), arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output.TrimEnd('\n');
    }
}
