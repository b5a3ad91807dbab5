// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>A file in a folder of <see cref="IBlobFiles"/>.</summary>
/// <param name="Name">Its name within the folder.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Modified">When it was last written to.</param>
public readonly record struct BlobFileEntry(string Name, long Length, DateTimeOffset Modified);
