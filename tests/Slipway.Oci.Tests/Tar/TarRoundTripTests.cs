// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests;

public sealed class TarRoundTripTests
{
    [Fact]
    public async Task Random_entries_come_back_as_they_were()
    {
        const int seed = 20251;
        var random = new Random(seed);
        for (var round = 0; round < 150; round++)
        {
            var entries = Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomEntry(random)).ToArray();
            var archive = await TarArchive.WriteAsync(entries);

            var read = await TarArchive.ReadAsync(new TricklingStream(archive, random.Next()));

            read.Count.ShouldBe(entries.Length, $"seed {seed}, round {round}");
            foreach (var ((got, gotContent), (entry, content)) in read.Zip(entries))
            {
                gotContent.ShouldBe(content);
                Text(got).ShouldBe(Text(entry with { Size = content.Length }), $"seed {seed}, round {round}");
            }
            archive.Length.ShouldBe((archive.Length + 511) / 512 * 512);
        }
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, false)]
    [InlineData(255, false)]
    [InlineData(257, true)]
    public async Task Names_that_ustar_holds_need_no_PAX(int length, bool pax)
    {
        var name = new string('p', Math.Max(length - 101, 1)) + "/" + new string('n', length - Math.Max(length - 101, 1) - 1);
        name.Length.ShouldBe(length);
        var archive = await TarArchive.WriteAsync((TarArchive.File(name), []));
        (archive[156] == 'x').ShouldBe(pax);
        (await TarArchive.ReadAsync(archive)).Single().Entry.Name.ShouldBe(name);
    }

    [Fact]
    public async Task An_empty_archive_is_two_blocks_of_zeros() =>
        Digest.Sha256(await TarArchive.WriteAsync()).ShouldBe(DiffId.OfEmptyTar.Digest);

    [Fact]
    public async Task An_archive_that_was_not_completed_has_no_end()
    {
        var bytes = new MemoryStream();
        await using (var writer = new TarWriter(bytes, leaveOpen: true))
            await writer.WriteAsync(TarArchive.Folder("d/"), TarArchive.Cancellation);
        bytes.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(5, 4, "it has 4 bytes where 5 were announced")]
    [InlineData(3, 4, "it has more than the 3 bytes announced")]
    public async Task A_file_that_changes_while_it_is_written_is_named(int announced, int there, string message)
    {
        await using var writer = new TarWriter(Stream.Null);
        var e = await Should.ThrowAsync<IOException>(async () =>
            await writer.WriteAsync(TarArchive.File("log") with { Size = announced }, new MemoryStream(new byte[there]), TarArchive.Cancellation));
        e.Message.ShouldContain("'log'");
        e.Message.ShouldContain(message);
    }

    [Fact]
    public async Task What_tar_cannot_hold_is_an_argument_error()
    {
        await using var writer = new TarWriter(Stream.Null);
        await Should.ThrowAsync<ArgumentException>(async () => await writer.WriteAsync(TarArchive.File("a\0b"), TarArchive.Cancellation));
        await Should.ThrowAsync<ArgumentException>(async () => await writer.WriteAsync(TarArchive.File(""), TarArchive.Cancellation));
        await Should.ThrowAsync<ArgumentException>(async () => await writer.WriteAsync(TarArchive.Folder("d/") with { Size = 3 }, TarArchive.Cancellation));
        Should.Throw<ArgumentOutOfRangeException>(() => TarArchive.File("a") with { Mode = 0x1000 });
    }

    private static (TarEntry, byte[]) RandomEntry(Random random)
    {
        var type = Enum.GetValues<TarEntryType>()[random.Next(7)];
        var content = new byte[type == TarEntryType.RegularFile ? random.Next(4) switch { 0 => 0, 1 => random.Next(2000), 2 => 512 * random.Next(5), _ => random.Next(600_000) } : 0];
        random.NextBytes(content);
        var entry = new TarEntry
        {
            Name = RandomName(random) + (type == TarEntryType.Directory ? "/" : ""),
            Type = type,
            Mode = random.Next(4096),
            UserId = random.Next(3) == 0 ? (uint)random.NextInt64(1L << 32) : (uint)random.Next(3000),
            GroupId = random.Next(3) == 0 ? (uint)random.NextInt64(1L << 32) : 0,
            UserName = random.Next(3) == 0 ? RandomName(random) : "",
            GroupName = random.Next(3) == 0 ? "wheel" : "",
            Modified = new(random.Next(3) == 0 ? random.NextInt64(-1L << 40, 1L << 40) : random.Next(), random.Next(2) == 0 ? 0 : (uint)random.Next(1_000_000_000)),
            LinkName = type is TarEntryType.HardLink or TarEntryType.SymbolicLink ? RandomName(random) : "",
            Device = type is TarEntryType.BlockDevice or TarEntryType.CharacterDevice ? new((uint)random.Next(4096), (uint)random.Next(1 << 20)) : default,
            ExtendedAttributes = Enumerable.Range(0, random.Next(3)).ToDictionary(i => $"user.{i}={RandomName(random)}%", _ => (ReadOnlyMemory<byte>)RandomBytes(random, 300)),
            PaxRecords = random.Next(4) == 0 ? new Dictionary<string, ReadOnlyMemory<byte>> { ["comment"] = RandomBytes(random, 100) } : [],
        };
        return (entry, content);
    }

    private static byte[] RandomBytes(Random random, int most)
    {
        var bytes = new byte[random.Next(1, most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string RandomName(Random random)
    {
        var bytes = RandomBytes(random, random.Next(4) == 0 ? 400 : 60);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (random.Next(10) != 0 || bytes[i] == 0)
                bytes[i] = (byte)"abcdefgh-._/"[bytes[i] % 12];
        }
        bytes[^1] = (byte)'z';
        return UnixText.Decode(bytes);
    }

    private static string Text(TarEntry entry)
    {
        var text = new StringBuilder($"{SampleTree.Show(entry.Name)} {entry.Type} {entry.Mode} {entry.UserId} {entry.GroupId} {SampleTree.Show(entry.UserName)} {entry.GroupName} ");
        text.Append($"{entry.Size} {entry.Modified} {SampleTree.Show(entry.LinkName)} {entry.Device}");
        foreach (var (key, value) in entry.ExtendedAttributes.Concat(entry.PaxRecords).OrderBy(one => one.Key, StringComparer.Ordinal))
            text.Append($" {SampleTree.Show(key)}={Convert.ToHexString(value.Span)}");
        return text.ToString();
    }

    /// <summary>Gives a few bytes at a time, as networks do.</summary>
    private sealed class TricklingStream(byte[] bytes, int seed) : MemoryStream(bytes)
    {
        private readonly Random _random = new(seed);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 5000))], cancellationToken);
    }
}
