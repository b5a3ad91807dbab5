// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What a namespace holds.</summary>
/// <param name="Name">The namespace.</param>
/// <param name="Bytes">The bytes of its blobs, each counted once.</param>
/// <param name="Tags">How many tags it has.</param>
public sealed record NamespaceUsage(string Name, long Bytes, long Tags);
