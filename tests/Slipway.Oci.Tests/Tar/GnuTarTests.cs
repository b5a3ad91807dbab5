// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Oci.Tests;

/// <summary>GNU tar as the oracle, both ways.</summary>
public sealed class GnuTarTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v7", 7)]
    [InlineData("oldgnu", 8)]
    [InlineData("gnu", 8)]
    [InlineData("ustar", 7)]
    [InlineData("pax", 8)]
    public async Task We_read_what_GNU_tar_writes(string format, int level)
    {
        Needs.Root();
        SampleTree.Create(_folder["tree"], level);
        Tool.Run("tar", "-C", _folder["tree"], "--format=" + format, "--numeric-owner", "--sort=name", "-cf", _folder["tar"], ".");

        var entries = await TarArchive.ReadAsync(File.OpenRead(_folder["tar"]));

        SampleTree.Describe(entries).ShouldBe(SampleTree.Describe(_folder["tree"]));
    }

    [Fact]
    public async Task We_read_large_numbers_fractions_and_attributes_of_GNU_tar()
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        Tool.Run("tar", "-C", _folder["tree"], "--format=pax", "--numeric-owner", "--sort=name", "--xattrs", "--xattrs-include=*", "-cf", _folder["tar"], ".");

        var entries = await TarArchive.ReadAsync(File.OpenRead(_folder["tar"]));

        SampleTree.Describe(entries).ShouldBe(SampleTree.Describe(_folder["tree"]));
    }

    [Fact]
    public async Task We_read_binary_numbers_of_GNU_tar()
    {
        Needs.Root();
        SampleTree.Create(_folder["tree"]);
        LinuxFile.SetOwner(_folder["tree/plain"], 3_000_000, 4_000_000_000);
        LinuxFile.SetTimes(_folder["tree/plain"], new(-5));
        Tool.Run("tar", "-C", _folder["tree"], "--format=gnu", "--numeric-owner", "--sort=name", "-cf", _folder["tar"], ".");

        var entries = await TarArchive.ReadAsync(File.OpenRead(_folder["tar"]));

        SampleTree.Describe(entries).ShouldBe(SampleTree.Describe(_folder["tree"]));
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=oldgnu")]
    [InlineData("--format=pax", "--sparse-version=0.0")]
    [InlineData("--format=pax", "--sparse-version=0.1")]
    [InlineData("--format=pax", "--sparse-version=1.0")]
    public async Task Sparse_files_of_GNU_tar_are_whole_files(params string[] options)
    {
        Directory.CreateDirectory(_folder["tree"]);
        using (var file = LinuxFile.Create(_folder["tree/sparse"]))
        {
            // More pieces than fit one header, a hole at each end.
            for (var i = 1; i <= 60; i++)
                RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes($"piece {i}"), i * 100_000L);
            RandomAccess.SetLength(file, 7_000_123);
        }
        using (var file = LinuxFile.Create(_folder["tree/hole"]))
            RandomAccess.SetLength(file, 1_000_000);
        _folder.Write("tree/zz", "after");
        Tool.Run("tar", ["-C", _folder["tree"], "-S", .. options, "-cf", _folder["tar"], "sparse", "hole", "zz"]);
        new FileInfo(_folder["tar"]).Length.ShouldBeLessThan(1_000_000);

        var entries = await TarArchive.ReadAsync(File.OpenRead(_folder["tar"]));

        entries.Select(one => one.Entry.Name).ShouldBe(["sparse", "hole", "zz"]);
        entries[0].Content.ShouldBe(File.ReadAllBytes(_folder["tree/sparse"]));
        entries[1].Content.ShouldBe(new byte[1_000_000]);
        entries[2].Content.ShouldBe("after"u8.ToArray());
        entries.ShouldAllBe(one => one.Entry.PaxRecords.Keys.All(key => !key.StartsWith("GNU")));
    }

    [Fact]
    public async Task GNU_tar_extracts_what_we_write()
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        await File.WriteAllBytesAsync(_folder["tar"], await WriteTreeAsync(_folder["tree"]), TarArchive.Cancellation);
        Directory.CreateDirectory(_folder["out"]);

        Tool.Run("tar", "-C", _folder["out"], "--numeric-owner", "--xattrs", "--xattrs-include=*", "-xpf", _folder["tar"]).ShouldBe("");

        SampleTree.Describe(_folder["out"]).ShouldBe(SampleTree.Describe(_folder["tree"]));
    }

    [Fact]
    public async Task Python_reads_what_we_write()
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        await File.WriteAllBytesAsync(_folder["tar"], await WriteTreeAsync(_folder["tree"]), TarArchive.Cancellation);
        const string program = """
            import sys, tarfile
            for e in tarfile.open(sys.argv[1]):
                print(ascii(e.name), e.type.decode(), oct(e.mode), e.uid, e.gid, e.size, e.mtime, ascii(e.linkname), e.devmajor if e.type in b'34' else 0, e.devminor if e.type in b'34' else 0)
            """;

        var lines = Tool.Run("python3", "-c", program, _folder["tar"]).TrimEnd('\n').Split('\n');

        var entries = await TarArchive.ReadAsync(await WriteTreeAsync(_folder["tree"]));
        lines.Length.ShouldBe(entries.Count);
        foreach (var (line, (entry, _)) in lines.Zip(entries))
        {
            var time = entry.Modified.Seconds + entry.Modified.Nanoseconds / 1e9;
            line.ShouldContain($" 0o{Convert.ToString(entry.Mode, 8)} {entry.UserId} {entry.GroupId} {entry.Size} {time.ToString("R")}");
            line.ShouldEndWith($" {entry.Device.Major} {entry.Device.Minor}");
            if (entry.Name.All(char.IsAscii))
                line.ShouldStartWith($"'{entry.Name.TrimEnd('/')}' ");
        }
    }

    [Fact]
    public async Task Two_writes_are_byte_identical()
    {
        Needs.Root();
        SampleTree.CreateModern(_folder["tree"]);
        (await WriteTreeAsync(_folder["tree"])).ShouldBe(await WriteTreeAsync(_folder["tree"]));
    }

    private static async Task<byte[]> WriteTreeAsync(string root)
    {
        var first = new Dictionary<ulong, string>();
        var entries = new List<(TarEntry, byte[])>();
        foreach (var path in SampleTree.Walk(root))
        {
            var full = $"{root}/{path}";
            var status = LinuxFile.GetStatus(full);
            var linked = status.LinkCount > 1 && status.Type != FileType.Directory && !first.TryAdd(status.Inode, path);
            var type = linked ? TarEntryType.HardLink : status.Type switch
            {
                FileType.RegularFile => TarEntryType.RegularFile,
                FileType.Directory => TarEntryType.Directory,
                FileType.SymbolicLink => TarEntryType.SymbolicLink,
                FileType.CharacterDevice => TarEntryType.CharacterDevice,
                FileType.BlockDevice => TarEntryType.BlockDevice,
                _ => TarEntryType.Fifo,
            };
            entries.Add((new()
            {
                Name = type == TarEntryType.Directory ? path + "/" : path,
                Type = type,
                Mode = status.Mode,
                UserId = status.UserId,
                GroupId = status.GroupId,
                Modified = status.Modified,
                LinkName = linked ? first[status.Inode] : type == TarEntryType.SymbolicLink ? LinuxFile.ReadLink(full) : "",
                Device = status.SpecialDevice,
                ExtendedAttributes = LinuxFile.ListAttributes(full).ToDictionary(name => name, name => (ReadOnlyMemory<byte>)LinuxFile.TryGetAttribute(full, name)!),
            }, type == TarEntryType.RegularFile ? SampleTree.ReadAll(full) : []));
        }
        return await TarArchive.WriteAsync([.. entries]);
    }
}
