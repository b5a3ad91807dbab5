// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci.Tests;

/// <summary>Small archives in memory.</summary>
internal static class TarArchive
{
    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<byte[]> WriteAsync(params (TarEntry Entry, byte[] Content)[] entries)
    {
        var bytes = new MemoryStream();
        await using var writer = new TarWriter(bytes, leaveOpen: true);
        foreach (var (entry, content) in entries)
            await writer.WriteAsync(entry with { Size = content.Length }, new MemoryStream(content), Cancellation);
        await writer.CompleteAsync(Cancellation);
        writer.Length.ShouldBe(bytes.Length);
        return bytes.ToArray();
    }

    internal static Task<List<(TarEntry Entry, byte[] Content)>> ReadAsync(byte[] archive, TarReaderOptions? options = null) =>
        ReadAsync(new MemoryStream(archive), options);

    internal static async Task<List<(TarEntry Entry, byte[] Content)>> ReadAsync(Stream archive, TarReaderOptions? options = null)
    {
        var entries = new List<(TarEntry, byte[])>();
        await using var reader = new TarReader(archive, options ?? TarReaderOptions.Default);
        while (await reader.ReadNextAsync(Cancellation) is { } entry)
        {
            var content = new MemoryStream();
            await reader.Content.CopyToAsync(content, Cancellation);
            content.Length.ShouldBe(entry.Size);
            entries.Add((entry, content.ToArray()));
        }
        reader.EntryCount.ShouldBe(entries.Count);
        return entries;
    }

    internal static TarEntry File(string name) => new() { Name = name, Type = TarEntryType.RegularFile, Mode = 0b110_100_100 };

    internal static TarEntry Link(string name, string target) => new() { Name = name, Type = TarEntryType.SymbolicLink, LinkName = target, Mode = 0b111_111_111 };

    internal static TarEntry HardLink(string name, string target) => new() { Name = name, Type = TarEntryType.HardLink, LinkName = target };

    internal static TarEntry Folder(string name) => new() { Name = name, Type = TarEntryType.Directory, Mode = 0b111_101_101 };
}
