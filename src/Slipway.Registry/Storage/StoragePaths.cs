// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Where files lie below the storage root:
/// <code>
/// data/uploads/&lt;id&gt;                              an upload under way
/// data/blobs/sha256/&lt;2 hex&gt;/&lt;hex&gt;.&lt;generation&gt;    a blob; never overwritten, the records name its generation
/// meta.db                                        the records
/// </code>
/// </summary>
internal static class StoragePaths
{
    public const string Uploads = "data/uploads";

    public const string Database = "meta.db";

    /// <summary>All folders that blobs lie in.</summary>
    public static IEnumerable<string> BlobFolders() =>
        from first in Enumerable.Range(0, 256)
        select $"data/blobs/sha256/{first:x2}";

    public static string Upload(string id) => $"{Uploads}/{id}";

    public static string BlobFolder(Digest digest) => $"data/blobs/{digest.Algorithm}/{digest.Hex.AsSpan(0, 2)}";

    public static string Blob(Digest digest, string generation) => $"{BlobFolder(digest)}/{digest.Hex}.{generation}";
}
