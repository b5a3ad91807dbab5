// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Build;

/// <summary>Names a layer by what it is to hold, before it is written: steps of several variants and platforms that make the same layer make it once.</summary>
internal static class LayerContentKey
{
    private const string FormatVersion = "slipway layer content 1";

    /// <summary>The digest of everything that a layer's bytes depend on but how it is compressed; null where the content of a file is not known yet.</summary>
    public static Digest? Of(IReadOnlyList<LayerEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        KeyWriter.Append(hash, FormatVersion);
        foreach (var (metadata, content) in entries.Select(static entry => (entry.Metadata, entry.Content)))
        {
            if (metadata is { Type: TarEntryType.RegularFile, Size: > 0 } && content is null)
                return null;
            Append(hash, metadata);
            KeyWriter.Append(hash, content?.ToString() ?? "");
        }
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, TarEntry entry)
    {
        KeyWriter.Append(hash, entry.Name);
        KeyWriter.Append(hash, entry.LinkName);
        KeyWriter.Append(hash, entry.UserName);
        KeyWriter.Append(hash, entry.GroupName);
        KeyWriter.Append(hash, string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)entry.Type} {entry.Mode} {entry.UserId} {entry.GroupId} {entry.Size} {entry.Modified.Seconds} {entry.Modified.Nanoseconds} {entry.Device}"));
        Append(hash, entry.ExtendedAttributes);
        Append(hash, entry.PaxRecords);
    }

    private static void Append(IncrementalHash hash, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values)
    {
        KeyWriter.Append(hash, values.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in values)
        {
            KeyWriter.Append(hash, name);
            KeyWriter.Append(hash, Convert.ToHexString(value.Span));
        }
    }
}
