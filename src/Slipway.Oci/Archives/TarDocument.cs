// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Tar;

namespace Slipway.Oci;

/// <summary>Files of an archive of images: readable by everyone, of 1970, so that equal images make equal bytes.</summary>
internal static class TarDocument
{
    /// <summary>The entry of a file.</summary>
    public static TarEntry File(string name, long size) => new() { Name = name, Type = TarEntryType.RegularFile, Mode = 0x1A4 /* 0644 */, Size = size };

    /// <summary>Writes a small file.</summary>
    public static async Task WriteDocumentAsync(this TarWriter tar, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        await tar.WriteAsync(File(name, bytes.Length), content, cancellationToken).ConfigureAwait(false);
    }
}
