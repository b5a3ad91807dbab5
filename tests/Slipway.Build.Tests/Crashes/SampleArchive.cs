// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Formats.Tar;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Small archives for schedules, each made once.</summary>
internal static class SampleArchive
{
    private static readonly ConcurrentDictionary<int, Lazy<byte[]>> Images = new();

    /// <summary>An archive of an image.</summary>
    public static byte[] OfImage(int seed) => Images.GetOrAdd(seed, static seed => new(() => Make(seed))).Value;

    /// <summary>A tar of a root file system.</summary>
    public static byte[] OfFiles(int seed)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "file") { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(BitConverter.GetBytes(seed)) });
        return tar.ToArray();
    }

    private static byte[] Make(int seed)
    {
        using var folder = new TempFolder();
        var store = OciLayout.Open(folder["store"]);
        var image = RandomImage.Create(store, seed, layers: 2, layerSize: 500);
        using var archive = new MemoryStream();
        ImageArchiveWriter.WriteAsync(store, [new(image, [])], archive, CancellationToken.None).GetAwaiter().GetResult();
        return archive.ToArray();
    }
}
