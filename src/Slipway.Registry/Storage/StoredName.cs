// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Something that a storage holds.</summary>
/// <param name="Name">What it is called, for messages.</param>
/// <param name="Modified">When it was last written.</param>
internal sealed record StoredName(string Name, DateTimeOffset Modified)
{
    /// <summary>Which file of which blob it is; null for an upload.</summary>
    public BlobGeneration? Blob { get; init; }

    /// <summary>Which upload it is; null for a blob.</summary>
    public string? UploadId { get; init; }

    /// <summary>Whether it was put aside.</summary>
    public bool IsQuarantined { get; init; }
}
