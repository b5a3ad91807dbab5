// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>
/// Where files lie in an image layout:
/// <code>
/// oci-layout  index.json                        what the image specification says
/// blobs/sha256/hex  blobs/sha512/hex            the blobs
/// ingest/                                       blobs being written
/// refs/registry/repository/@tag                 the names, see <see cref="RefStore"/>
/// quarantine/                                   damaged blobs that a check moved aside
/// lease.lock  names.lock  names.changing        who uses the store, who changes names, and that one is being changed
/// </code>
/// </summary>
internal static class LayoutPaths
{
    public const string Marker = "oci-layout";

    public const string Index = "index.json";

    public const string Ingest = "ingest";

    public const string Refs = "refs";

    public const string Quarantine = "quarantine";

    public const string Lease = "lease.lock";

    public const string NamesLock = "names.lock";

    public const string NamesChanging = "names.changing";

    public static IReadOnlyList<string> Algorithms { get; } = ["sha256", "sha512"];

    public static string BlobFolder(string algorithm) => $"blobs/{algorithm}";

    public static string Blob(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
