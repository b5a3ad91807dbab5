// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A stored manifest.</summary>
/// <param name="Digest">The digest that it was first pushed by.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Content">Its bytes; empty where only the head was asked for.</param>
internal sealed record ManifestRecord(Digest Digest, string MediaType, long Size, ReadOnlyMemory<byte> Content);
