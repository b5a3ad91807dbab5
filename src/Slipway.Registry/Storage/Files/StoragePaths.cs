// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Where files lie below the storage root:
/// <code>
/// data/uploads/&lt;id&gt;                              an upload under way
/// data/uploads/&lt;id&gt;.lock                         held by the process that works on it
/// data/blobs/sha256/&lt;2 hex&gt;/&lt;hex&gt;.&lt;generation&gt;    a blob; never overwritten, the records name its generation
/// data/quarantine/&lt;hex&gt;.&lt;generation&gt;            a blob's file whose bytes were no longer right
/// meta.db                                        the records
/// </code>
/// </summary>
/// <param name="folders">How many folders the blobs are spread over, 1 to 256.</param>
internal sealed class StoragePaths(int folders = 256)
{
    public const string Uploads = "data/uploads";

    public const string Quarantine = "data/quarantine";

    public const string Blobs = "data/blobs/sha256";

    public const string Database = "meta.db";

    private const string LockEnding = ".lock";

    /// <summary>All folders that blobs lie in.</summary>
    public IEnumerable<string> BlobFolders() => Enumerable.Range(0, folders).Select(static number => $"{Blobs}/{number:x2}");

    public static string Upload(string id) => $"{Uploads}/{id}";

    public static string UploadLock(string id) => $"{Uploads}/{id}{LockEnding}";

    public string BlobFolder(Digest digest) => $"{Blobs}/{byte.Parse(digest.Hex.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % folders:x2}";

    public string Blob(BlobGeneration blob) => $"{BlobFolder(blob.Digest)}/{blob}";

    public static string Quarantined(BlobGeneration blob) => $"{Quarantine}/{blob}";

    /// <summary>Which file of which blob a name stands for; null where it isn't of our making.</summary>
    public static BlobGeneration? ReadBlob(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name.Length - dot == 17 && name[(dot + 1)..].All(char.IsAsciiHexDigitLower) && Digest.TryParse($"sha256:{name[..dot]}", out var digest)
            ? new(digest, name[(dot + 1)..])
            : null;
    }

    /// <summary>Which upload a name stands for, or the lock of which; null where it isn't of our making.</summary>
    public static string? ReadUpload(string name)
    {
        var id = name.EndsWith(LockEnding, StringComparison.Ordinal) ? name[..^LockEnding.Length] : name;
        return id.Length == 32 && id.All(char.IsAsciiHexDigitLower) ? id : null;
    }
}
