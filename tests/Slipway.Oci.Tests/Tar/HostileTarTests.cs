// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests;

/// <summary>Archives that are wrong, on purpose or not, and what we say of them.</summary>
public sealed class HostileTarTests
{
    [Fact]
    public async Task A_wrong_checksum_says_which_entry_where_what_and_instead_of_what()
    {
        var archive = await TarArchive.WriteAsync((TarArchive.File("one"), new byte[600]), (TarArchive.File("two"), []));
        archive[1536] ^= 1;

        var e = await RefusedAsync(archive);

        (e.EntryIndex, e.Offset).ShouldBe((1, 1536));
        e.Message.ShouldStartWith("The tar archive's entry 1 (at byte 1536) cannot be read: the header's checksum is wrong; expected the sum ");
        e.Expected.ShouldNotBe(e.Got);
    }

    [Theory]
    [InlineData(100, "within a header")]
    [InlineData(512 + 100, "within the content of 'file'")]
    [InlineData(512 + 650, "within the content of 'file'")]
    public async Task An_archive_cut_short_is_not_mistaken_for_a_whole_one(int length, string where)
    {
        var archive = await TarArchive.WriteAsync((TarArchive.File("file"), new byte[700]));
        (await RefusedAsync(archive[..length])).Message.ShouldContain(where);
    }

    [Fact]
    public async Task An_archive_may_end_without_its_zeros_where_an_entry_could_begin()
    {
        var archive = await TarArchive.WriteAsync((TarArchive.File("file"), new byte[700]));
        (await TarArchive.ReadAsync(archive[..^1024])).Count.ShouldBe(1);
        (await TarArchive.ReadAsync(archive[..^512])).Count.ShouldBe(1);
        (await TarArchive.ReadAsync([])).ShouldBeEmpty();
    }

    [Fact]
    public async Task PAX_size_and_path_override_the_header()
    {
        // The header says 0 bytes; who believes it reads the content as headers.
        var archive = Concat(Pax('x', "path=real\u00E4", "linkpath=", "size=512", "mtime=-4.25", "uid=3000000000"), Header("fake", '0', 0), new byte[512], new byte[1024]);
        Encoding.ASCII.GetBytes("inside").CopyTo(archive, 1536);
        var (entry, content) = (await TarArchive.ReadAsync(archive)).Single();
        (entry.Name, entry.Size, entry.UserId, entry.Modified.ToString()).ShouldBe(("real\u00E4", 512, 3_000_000_000u, "-4.25"));
        Encoding.ASCII.GetString(content).ShouldStartWith("inside");
        entry.PaxRecords.ShouldBeEmpty();
    }

    [Fact]
    public async Task Global_records_hold_until_taken_back_and_lose_against_an_entrys_own()
    {
        var archive = Concat(
            Pax('g', "uid=7", "comment=of all"), Header("one", '0', 0),
            Pax('x', "uid=8"), Header("two", '0', 0), Header("three", '0', 0),
            Pax('g', "uid="), Header("four", '0', 0), new byte[1024]);
        var entries = await TarArchive.ReadAsync(archive);
        entries.Select(one => one.Entry.UserId).ShouldBe([7u, 8u, 7u, 0u]);
        entries.Select(one => Encoding.ASCII.GetString(one.Entry.PaxRecords["comment"].Span)).Distinct().ShouldBe(["of all"]);
    }

    [Theory]
    [InlineData("size=-1", "no number")]
    [InlineData("size=9999999999999999999", "no number")]
    [InlineData("uid=4294967296", "out of range")]
    [InlineData("mtime=soon", "no time")]
    [InlineData("path=a\0b", "holds a NUL")]
    [InlineData("path=", null)]
    public async Task A_PAX_record_that_makes_no_sense_is_named(string record, string? message)
    {
        var archive = Concat(Pax('x', record), Header("name", '0', 0), new byte[1024]);
        if (message is null)
            (await TarArchive.ReadAsync(archive)).Single().Entry.Name.ShouldBe("name");
        else
            (await RefusedAsync(archive)).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("7 a=b\n")]
    [InlineData("5 a=b\n")]
    [InlineData("x a=b\n")]
    [InlineData("99 a=b\n")]
    [InlineData("6 =bc\n")]
    [InlineData("6 a-b\n")]
    [InlineData("-6 a=b\n")]
    [InlineData("99999999999 a=b\n")]
    public async Task PAX_records_that_lie_about_their_length_are_refused(string body) =>
        (await RefusedAsync(Concat(Blob('x', Encoding.ASCII.GetBytes(body)), Header("name", '0', 0), new byte[1024]))).Message.ShouldContain("PAX record");

    [Theory]
    [InlineData('M', "continues from another volume")]
    [InlineData('Q', "unknown type")]
    public async Task What_we_cannot_read_is_refused_by_name(char type, string message) =>
        (await RefusedAsync(Concat(Header("name", type, 0), new byte[1024]))).Message.ShouldContain(message);

    [Fact]
    public async Task Limits_hold()
    {
        var two = await TarArchive.WriteAsync((TarArchive.File("one"), new byte[600]), (TarArchive.File("another"), new byte[600]));
        (await RefusedAsync(two, new() { MaxEntries = 1 })).Message.ShouldContain("too many entries; expected at most 1");
        (await RefusedAsync(two, new() { MaxNameLength = 5 })).Message.ShouldContain("the name is too long; expected at most 5 bytes, got 7");
        (await RefusedAsync(two, new() { MaxTotalSize = 1199 })).Message.ShouldContain("too large at 'another'; expected at most 1199 bytes together, got 1200");
        (await TarArchive.ReadAsync(two, new() { MaxTotalSize = 1200, MaxEntries = 2, MaxNameLength = 7 })).Count.ShouldBe(2);
        var pax = Concat(Pax('x', "comment=" + new string('c', 2000)), Header("name", '0', 0), new byte[1024]);
        (await RefusedAsync(pax, new() { MaxPaxSize = 1000 })).Message.ShouldContain("too large");
    }

    [Fact]
    public async Task Many_small_global_headers_do_not_pile_up()
    {
        var parts = Enumerable.Range(0, 100).SelectMany(i => new[] { Pax('g', $"key{i}={new string('v', 100)}"), Header("name", '0', 0) });
        (await RefusedAsync(Concat([.. parts, new byte[1024]]), new() { MaxPaxSize = 5000 })).Message.ShouldContain("too large");
    }

    [Fact]
    public async Task A_huge_sparse_file_counts_with_its_holes()
    {
        var archive = Concat(Pax('x', "GNU.sparse.size=10737418240", "GNU.sparse.map=0,0"), Header("bomb", '0', 0), new byte[1024]);
        (await RefusedAsync(archive, new() { MaxTotalSize = 1 << 30 })).Message.ShouldContain("too large at 'bomb'");
    }

    [Theory]
    [InlineData("0,100,50,100", "out of order")]
    [InlineData("900,200", "out of order")]
    [InlineData("0,9223372036854775807,1,9223372036854775807", "out of order")]
    [InlineData("0,100,200", "out of step")]
    [InlineData("0,100", "not what is stored")]
    [InlineData("0,x", "no number")]
    public async Task Sparse_maps_that_lie_are_refused(string map, string message)
    {
        var archive = Concat(Pax('x', "GNU.sparse.size=1000", $"GNU.sparse.map={map}"), Header("sparse", '0', 512), new byte[1536]);
        (await RefusedAsync(archive)).Message.ShouldContain(message);
    }

    [Fact]
    public async Task Links_have_no_content_whatever_their_size_says()
    {
        var archive = Concat(Header("link", '2', 1024, "target"), Header("next", '0', 0), new byte[1024]);
        (await TarArchive.ReadAsync(archive)).Select(one => one.Entry.Name).ShouldBe(["link", "next"]);
    }

    [Fact]
    public async Task Random_damage_never_gives_anything_but_a_format_error()
    {
        const int seed = 77;
        var random = new Random(seed);
        var archive = await TarArchive.WriteAsync(
            (TarArchive.File(new string('n', 300)), new byte[900]), (TarArchive.Link("l", new string('t', 200)), []),
            (TarArchive.File("x") with { Modified = new(5, 5) }, "content"u8.ToArray()));
        for (var round = 0; round < 3000; round++)
        {
            var damaged = archive.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            FixChecksums(damaged);
            try
            {
                await TarArchive.ReadAsync(damaged[..random.Next(damaged.Length)], new() { MaxTotalSize = 1 << 20 });
            }
            catch (TarFormatException e)
            {
                e.EntryIndex.ShouldBeInRange(0, 20, $"seed {seed}, round {round}");
            }
        }
    }

    private static async Task<TarFormatException> RefusedAsync(byte[] archive, TarReaderOptions? options = null) =>
        await Should.ThrowAsync<TarFormatException>(() => TarArchive.ReadAsync(archive, options));

    private static byte[] Concat(params byte[][] parts) => parts.SelectMany(part => part).ToArray();

    private static byte[] Pax(char type, params string[] records) => Blob(type, records.SelectMany(record =>
    {
        var body = Encoding.UTF8.GetBytes(record);
        var length = body.Length + 2;
        while ($"{length}".Length + body.Length + 2 > length)
            length++;
        return (byte[])[.. Encoding.ASCII.GetBytes($"{length} "), .. body, (byte)'\n'];
    }).ToArray());

    private static byte[] Blob(char type, byte[] body) => [.. Header("ext", type, body.Length), .. body, .. new byte[-body.Length & 511]];

    private static byte[] Header(string name, char type, long size, string link = "")
    {
        var block = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(block, 0);
        Encoding.ASCII.GetBytes("0000644\0" + "0000000\0" + "0000000\0" + Convert.ToString(size, 8).PadLeft(11, '0') + "\0" + "00000000000\0").CopyTo(block, 100);
        block[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).CopyTo(block, 157);
        Encoding.ASCII.GetBytes("ustar\u000000").CopyTo(block, 257);
        FixChecksums(block);
        return block;
    }

    private static void FixChecksums(byte[] archive)
    {
        for (var at = 0; at + 512 <= archive.Length; at += 512)
        {
            var block = archive.AsSpan(at, 512);
            if (!block[257..].StartsWith("ustar"u8))
                continue;
            block[148..156].Fill((byte)' ');
            var sum = 0;
            foreach (var one in block)
                sum += one;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(block[148..]);
        }
    }
}
