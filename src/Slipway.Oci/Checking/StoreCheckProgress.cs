// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>How far a check has read.</summary>
/// <param name="BytesRead">The bytes of blobs that were read.</param>
/// <param name="BytesTotal">The bytes of all blobs.</param>
public readonly record struct StoreCheckProgress(long BytesRead, long BytesTotal);
