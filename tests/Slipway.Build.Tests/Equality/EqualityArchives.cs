// SPDX-License-Identifier: Apache-2.0
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Archives for ADD, in every compression that is told by content, and files that only look like some.</summary>
internal static class EqualityArchives
{
    private static readonly DateTimeOffset Time = new(2002, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static void Make(string folder)
    {
        var archives = Path.Combine(folder, "archives");
        Directory.CreateDirectory(archives);
        var tar = Tar(Rich());
        File.WriteAllBytes(Path.Combine(archives, "plain.tar"), tar);
        // The name says nothing.
        File.WriteAllBytes(Path.Combine(archives, "plain.bin"), tar);
        File.WriteAllBytes(Path.Combine(archives, "gz.tar.gz"), Gzip(tar));
        foreach (var (program, name) in (ReadOnlySpan<(string, string)>)[("bzip2", "bz.tar.bz2"), ("xz", "xz.tar.xz"), ("zstd", "zst.tar.zst")])
            File.WriteAllBytes(Path.Combine(archives, name), Compress(program, tar));
        File.WriteAllBytes(Path.Combine(archives, "text.gz"), Gzip("no tar at all"u8.ToArray()));
        File.WriteAllText(Path.Combine(archives, "text.tar"), "no tar at all");
        File.WriteAllBytes(Path.Combine(archives, "zeros.tar"), new byte[10240]);
        File.WriteAllBytes(Path.Combine(archives, "nothing.tar"), []);
        File.WriteAllBytes(Path.Combine(archives, "cut.tar"), tar[..200]);
        File.WriteAllBytes(Path.Combine(archives, "over.tar"), Tar([Entry(TarEntryType.Directory, "t"), Entry(TarEntryType.RegularFile, "t/x", "over"), Entry(TarEntryType.RegularFile, "r/y", "over")]));
        File.WriteAllBytes(Path.Combine(archives, "folder-over-file.tar"), Tar([Entry(TarEntryType.Directory, "f"), Entry(TarEntryType.RegularFile, "f/x", "in")]));
        File.WriteAllBytes(Path.Combine(archives, "file-over-folder.tar"), Tar([Entry(TarEntryType.RegularFile, "d", "instead")]));
        File.WriteAllBytes(Path.Combine(archives, "link-over-folder.tar"), Tar([Link(TarEntryType.SymbolicLink, "d", "elsewhere")]));
        File.WriteAllBytes(Path.Combine(archives, "twice.tar"), Tar([Entry(TarEntryType.RegularFile, "f", "first"), Entry(TarEntryType.RegularFile, "f", "second")]));
        File.WriteAllBytes(Path.Combine(archives, "whiteout.tar"), Tar([Entry(TarEntryType.RegularFile, ".wh.kept", "a name as any other")]));
        File.WriteAllBytes(Path.Combine(archives, "climbing.tar"), Tar([Entry(TarEntryType.RegularFile, "../../climbed", "out")]));
    }

    private static IEnumerable<TarEntry> Rich()
    {
        yield return Entry(TarEntryType.Directory, "t", mode: 0x1E8, user: 5, group: 6); // 0750
        yield return Entry(TarEntryType.RegularFile, "t/file", "in the archive", 0x1A0, 7, 8); // 0640
        yield return Entry(TarEntryType.RegularFile, "t/setuid", "setuid", 0x9ED, 1000, 1001); // 4755
        yield return Link(TarEntryType.HardLink, "t/hard", "t/file");
        yield return Link(TarEntryType.SymbolicLink, "t/soft", "/etc/passwd");
        yield return Entry(TarEntryType.Fifo, "t/fifo");
        yield return new PaxTarEntry(TarEntryType.CharacterDevice, "t/null") { DeviceMajor = 1, DeviceMinor = 3, ModificationTime = Time, Mode = (UnixFileMode)0x1B6 };
        yield return Entry(TarEntryType.RegularFile, "./dotted", "dotted");
        yield return Entry(TarEntryType.RegularFile, "no/folders/before", "it");
        yield return Entry(TarEntryType.RegularFile, "/absolute", "absolute");
        yield return new PaxTarEntry(TarEntryType.RegularFile, "t/attribute", new Dictionary<string, string> { ["SCHILY.xattr.user.note"] = "noted" })
        {
            DataStream = new MemoryStream("x"u8.ToArray()),
            ModificationTime = Time,
        };
        yield return Entry(TarEntryType.Directory, "late", mode: 0x1ED);
        yield return Entry(TarEntryType.RegularFile, "late/" + new string('n', 150), "long");
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, string? content = null, int mode = 0x1A4, int user = 0, int group = 0)
    {
        var entry = new PaxTarEntry(type, name)
        {
            Mode = (UnixFileMode)(type == TarEntryType.Directory && mode == 0x1A4 ? 0x1ED : mode),
            Uid = user,
            Gid = group,
            ModificationTime = Time,
        };
        if (content is not null)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    private static PaxTarEntry Link(TarEntryType type, string name, string target) => new(type, name) { LinkName = target, ModificationTime = Time };

    private static byte[] Tar(IEnumerable<TarEntry> entries)
    {
        var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
                writer.WriteEntry(entry);
        }
        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return bytes.ToArray();
    }

    private static byte[] Compress(string program, byte[] content)
    {
        using var output = new MemoryStream();
        var command = new Command(Needs.Tool(program), ["-c"]) { Input = new MemoryStream(content), Output = output };
        command.RunAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult().ExitCode.ShouldBe(0);
        return output.ToArray();
    }
}
