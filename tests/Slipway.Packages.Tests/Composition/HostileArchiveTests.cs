// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci.Tar;

namespace Slipway.Packages.Tests;

public sealed class HostileArchiveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_path_that_leads_out_is_refused() =>
        (await RefusalAsync(await DebAsync(File("../../etc/passwd")))).ShouldContain("leads out of its root");

    [Fact]
    public async Task A_whiteout_is_refused() =>
        (await RefusalAsync(await DebAsync(File("./etc/.wh.passwd")))).ShouldContain("stands for something else in layers");

    [Fact]
    public async Task A_hard_link_to_what_the_package_does_not_have_is_refused() =>
        (await RefusalAsync(await DebAsync(new TarEntry { Name = "./etc/x", Type = TarEntryType.HardLink, LinkName = "./etc/os-release" }))).ShouldContain("is a hard link to '/etc/os-release', which it doesn't have before");

    [Fact]
    public async Task A_package_that_says_it_is_another_is_refused() =>
        (await RefusalAsync(await DebAsync([File("./usr/x")], control: "Package: other\nVersion: 1\nArchitecture: all\n"), indexed: "Package: evil\nVersion: 1\nArchitecture: all\n"))
            .ShouldBe("The package evil 1 is refused: it says of itself that it is other 1.");

    [Fact]
    public async Task A_package_that_describes_two_is_refused() =>
        (await RefusalAsync(await DebAsync([File("./usr/x")], control: "Package: evil\nVersion: 1\nArchitecture: all\n\nPackage: bash\nVersion: 99\nArchitecture: all\n")))
            .ShouldBe("The package evil 1 is refused: its 'control' is not one stanza.");

    [Theory]
    [InlineData(0, "does not begin as an ar archive does")]
    [InlineData(66, "there is no member's header at byte 8")]
    public async Task What_is_no_archive_is_refused(int at, string reason)
    {
        var archive = await DebAsync(File("./usr/x"));
        archive[at] ^= 0xFF;
        (await RefusalAsync(archive)).ShouldContain(reason);
    }

    [Fact]
    public async Task An_archive_that_ends_early_is_refused() =>
        (await RefusalAsync((await DebAsync(File("./usr/x")))[..^600])).ShouldContain("ends behind the archive");

    private static TarEntry File(string name) => new() { Name = name, Type = TarEntryType.RegularFile, Mode = 0x1A4 };

    private static async Task<string> RefusalAsync(byte[] archive, string indexed = "Package: evil\nVersion: 1\nArchitecture: all\n")
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        mirror.Files["debian/pool/main/evil.deb"] = archive;
        const string index = "debian/dists/bookworm/main/binary-amd64/Packages";
        mirror.Files[index] = [.. mirror.Files[index], .. Encoding.UTF8.GetBytes($"\n{indexed}Filename: pool/main/evil.deb\nSize: {archive.Length}\nSHA256: {Oci.Digest.Sha256(archive).Hex}\n")];
        await mirror.SignAsync(Cancellation);
        return (await Should.ThrowAsync<BaseImageException>(() => mirror.ComposeAsync(TestMirror.Request("evil"), Cancellation))).Message;
    }

    private static Task<byte[]> DebAsync(params TarEntry[] entries) => DebAsync(entries, "Package: evil\nVersion: 1\nArchitecture: all\n");

    private static async Task<byte[]> DebAsync(TarEntry[] entries, string control)
    {
        var description = Encoding.UTF8.GetBytes(control);
        var archive = new MemoryStream();
        archive.Write("!<arch>\n"u8);
        Add(archive, "debian-binary", "2.0\n"u8.ToArray());
        Add(archive, "control.tar", await TarAsync([new() { Name = "./control", Type = TarEntryType.RegularFile, Mode = 0x1A4, Size = description.Length }], description));
        Add(archive, "data.tar", await TarAsync(entries, []));
        return archive.ToArray();
    }

    private static async Task<byte[]> TarAsync(TarEntry[] entries, byte[] content)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in entries)
                await writer.WriteAsync(entry, new MemoryStream(content), Cancellation);
            await writer.CompleteAsync(Cancellation);
        }
        return tar.ToArray();
    }

    private static void Add(MemoryStream archive, string name, byte[] content)
    {
        archive.Write(Encoding.ASCII.GetBytes($"{name,-16}{1700000000,-12}{0,-6}{0,-6}{"100644",-8}{content.Length,-10}`\n"));
        archive.Write(content);
        if (content.Length % 2 == 1)
            archive.WriteByte((byte)'\n');
    }
}
