// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.Net.Sockets;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Contexts, stages and archives made to bring something of the host into an image, to write to the host, or to stop the build.</summary>
public sealed class HostileCopyTests
{
    public HostileCopyTests() => Needs.Root();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("../../../..")]
    [InlineData("/proc/self/root")]
    public async Task Links_of_a_stage_end_at_its_root(string target)
    {
        using var hostile = await HostileWorld.CreateAsync(BuildWorld.Link("x", target), BuildWorld.File("inside", "of the stage"));

        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base} AS s\nFROM scratch\nCOPY --from=s /x{hostile.Outside}/secret /got\n")).Failure!.Message.ShouldContain("is not in");
        var (image, _) = await hostile.TryBuildAsync($"FROM {BuildWorld.Base} AS s\nFROM scratch\nCOPY --from=s /x/inside /../../got\n");
        if (target != "/proc/self/root")
            image!.Text("/got").ShouldBe("of the stage");
    }

    [Fact]
    public async Task A_link_of_a_stage_to_a_path_of_the_host_leads_nowhere()
    {
        using var world = new BuildWorld();
        var outside = world.Folder.Write("outside", HostileWorld.Canary);
        await world.AddBaseAsync(BuildWorld.Base, Oci.Platform.Host, null, BuildWorld.Link("secret", outside), BuildWorld.Link("folder", Path.GetDirectoryName(outside)!), BuildWorld.Directory("d"), BuildWorld.Link("d/l", outside));

        foreach (var source in new[] { "/secret", "/folder/outside", "/folder/*" })
        {
            var result = await world.RunAsync(null, world.Target($"FROM {BuildWorld.Base} AS s\nFROM scratch\nCOPY --from=s {source} /x/\n"));
            if (result.Targets[0].Image is { } image)
                new BuiltImage(world, image, result).Tree.Enumerate().ShouldAllBe(entry => entry.Node.Type == FileType.Directory, customMessage: source);
        }
        (await world.BuildAsync($"FROM {BuildWorld.Base} AS s\nFROM scratch\nCOPY --from=s /d /d\n")).Stat("/d/l").ShouldEndWith($"link {outside}");
    }

    [Fact]
    public async Task A_folder_swapped_for_a_link_while_it_is_copied_leads_nowhere_outside()
    {
        using var hostile = await HostileWorld.CreateAsync();
        for (var number = 0; number < 200; number++)
            hostile.World.Write($"dir/f{number}", $"of the context {number}");
        var (whole, failed) = (0, 0);
        using (var swapped = new SwappedFolder(hostile.Context + "/dir", hostile.Outside))
        {
            for (var round = 0; round < 25; round++)
            {
                var (image, _) = await hostile.TryBuildAsync($"FROM scratch\nCOPY dir/ /d{round}/\nCOPY dir/f0 /f{round}\n");
                _ = image is null ? failed++ : whole++;
            }
            swapped.Swaps.ShouldBeGreaterThan(25);
        }
        (whole + failed).ShouldBe(25);
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_copied_fails_the_step_and_says_so()
    {
        using var hostile = await HostileWorld.CreateAsync();
        var path = hostile.World.Write("log", new string('x', 20_000_000));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        // On a thread of its own: one of the pool's may wait until the copy is done.
        var growing = Task.Factory.StartNew(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                File.AppendAllText(path, "more");
                Thread.Sleep(1);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var (image, failure) = await hostile.TryBuildAsync("FROM scratch\nCOPY log /log\n");
        await stop.CancelAsync();
        await growing;

        image.ShouldBeNull();
        failure!.Message.ShouldContain("changed while it was");
        (failure.Kind, failure.IsTransient).ShouldBe((BuildFailureKind.Outside, true));
    }

    [Fact]
    public async Task Fifos_sockets_and_devices_in_a_context_stop_nothing()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("file", "f");
        LinuxFile.CreateFifo(hostile.Context + "/fifo", 0x1A4);
        Tool("mknod", hostile.Context + "/device", "c", "1", "5");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(hostile.Context + "/socket"));

        var (image, failure) = await hostile.TryBuildAsync("FROM scratch\nCOPY . /all/\nCOPY fifo /fifo\nADD fifo device /added/\n");

        failure.ShouldBeNull(BuildWorld.Describe(failure));
        image!.Stat("/all/fifo").ShouldEndWith(" Fifo");
        image.Stat("/all/device").ShouldEndWith(" CharacterDevice");
        image.Stat("/all/socket").ShouldBe("nothing");
        image.Stat("/fifo").ShouldEndWith(" Fifo");
    }

    [Fact]
    public async Task An_ignore_file_that_leads_out_of_the_context_is_not_read()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Folder.Write("outside/secret", HostileWorld.Canary);
        var list = hostile.World.Folder.Write("list", $"[{HostileWorld.Canary}\n");
        hostile.World.Write("a", "a");
        File.CreateSymbolicLink(hostile.Context + "/.dockerignore", list);

        var (image, failure) = await hostile.TryBuildAsync("FROM scratch\nCOPY a /a\n");

        failure.ShouldBeNull(BuildWorld.Describe(failure));
        image!.Text("/a").ShouldBe("a");
    }

    [Fact]
    public async Task An_ignore_file_that_is_a_fifo_stops_nothing()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("a", "a");
        LinuxFile.CreateFifo(hostile.Context + "/.dockerignore", 0x1A4);

        (await hostile.TryBuildAsync("FROM scratch\nCOPY a /a\n")).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Owners_are_not_looked_up_in_a_passwd_of_the_host()
    {
        using var hostile = await HostileWorld.CreateAsync(BuildWorld.Link("etc/passwd", "/proc/self/root/etc/passwd"), BuildWorld.Link("etc/group", "/proc/self/root/etc/group"));
        hostile.World.Write("a", "a");

        (await hostile.TryBuildAsync($"FROM {BuildWorld.Base}\nCOPY --chown=daemon a /a\n")).Failure!.Message.ShouldContain("daemon");
    }

    [Fact]
    public async Task Links_of_an_archive_end_at_its_destination()
    {
        using var hostile = await HostileWorld.CreateAsync();
        await ArchiveAsync(hostile, "evil.tar",
            new(TarEntryType.SymbolicLink, "l") { LinkName = hostile.Outside },
            new(TarEntryType.SymbolicLink, "up") { LinkName = "../../../../.." },
            File_("up/etc/written"),
            File_("l"),
            new(TarEntryType.HardLink, "hard") { LinkName = "l" });

        var (image, failure) = await hostile.TryBuildAsync("FROM scratch\nADD evil.tar /a/\n");

        failure.ShouldBeNull(BuildWorld.Describe(failure));
        image!.Stat("/a/etc/written").ShouldEndWith(" file");
        image.Stat("/a/l").ShouldEndWith(" file");
    }

    [Theory]
    [InlineData(TarEntryType.RegularFile, "../../x", "")]
    [InlineData(TarEntryType.HardLink, "hard", "../../../../etc/passwd")]
    [InlineData(TarEntryType.HardLink, "hard", "/etc/passwd")]
    public async Task What_leads_out_of_an_archive_fails_the_step(TarEntryType type, string name, string link)
    {
        using var hostile = await HostileWorld.CreateAsync();
        var entry = new PaxTarEntry(type, name);
        if (type == TarEntryType.HardLink)
            entry.LinkName = link;
        await ArchiveAsync(hostile, "evil.tar", entry);

        (await hostile.TryBuildAsync("FROM scratch\nADD evil.tar /a/\n")).Failure!.Message.ShouldStartWith("the archive's entry '");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("xz")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task A_bomb_in_an_archive_is_stopped(string program)
    {
        Needs.Tool(program);
        using var hostile = await HostileWorld.CreateAsync(static services => services with { ArchiveLimits = new() { RatioFloor = 256L << 20 } });
        var bomb = hostile.Context + "/bomb.tar";
        await using (var file = File.Create(bomb + ".plain"))
        {
            await using var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new ZeroStream(320L << 20) }, Cancellation);
        }
        Tool("sh", "-c", $"{program} {(program == "gzip" ? "-9" : "-1")} -c < {bomb}.plain > {bomb} && rm {bomb}.plain");
        var temporary = LargeTemporaryFiles();

        (await hostile.TryBuildAsync("FROM scratch\nADD bomb.tar /a/\n")).Failure!.Message.ShouldContain("looks like an attack on the disk");
        LargeTemporaryFiles().Except(temporary).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[z-a]*")]
    [InlineData("[")]
    [InlineData("a[^]")]
    [InlineData("\\")]
    [InlineData("(*+)|^$.{2}?")]
    [InlineData("[a-\\]]x")]
    public async Task A_strange_pattern_matches_or_is_an_error_at_its_line(string pattern)
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write("a", "a");

        var (_, failure) = await hostile.TryBuildAsync($"FROM scratch\nCOPY [\"{pattern.Replace("\\", "\\\\", StringComparison.Ordinal)}\", \"a\", \"/d/\"]\n");

        failure?.Message.ShouldNotContain(" at Slipway.", customMessage: "a stack trace");
    }

    [Fact]
    public async Task A_pattern_made_to_take_for_ever_does_not()
    {
        using var hostile = await HostileWorld.CreateAsync();
        hostile.World.Write(new string('a', 250), "a");

        // What takes longer than two minutes would never end.
        var (image, _) = await Task.Run(() => hostile.TryBuildAsync(
            $"FROM scratch\nCOPY a* {string.Concat(Enumerable.Repeat("*a", 120))}b /d/\nCOPY --exclude={string.Concat(Enumerable.Repeat("**/*a", 60))}b . /e/\n")).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

        image!.Tree.Find("/d")!.Children.Length.ShouldBe(1);
    }

    private static PaxTarEntry File_(string name) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("x"u8.ToArray()) };

    private static async Task ArchiveAsync(HostileWorld hostile, string name, params PaxTarEntry[] entries)
    {
        await using var file = File.Create(Path.Combine(hostile.Context, name));
        await using var tar = new TarWriter(file);
        foreach (var entry in entries)
            await tar.WriteEntryAsync(entry, Cancellation);
    }

    // Of the size that what was unpacked up to the limit would have; small ones come and go with the tests beside this one.
    private static List<string> LargeTemporaryFiles() =>
        [.. new DirectoryInfo(Path.GetTempPath()).EnumerateFiles().Where(static file => file.Exists && file.Length > 128L << 20).Select(static file => file.Name)];

    private static void Tool(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(Needs.Tool(program), arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    private sealed class ZeroStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => _position = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var taken = (int)Math.Min(count, length - _position);
            buffer.AsSpan(offset, taken).Clear();
            _position += taken;
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => _position = origin == SeekOrigin.Begin ? offset : throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
