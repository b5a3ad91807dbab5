// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>A name in a store and what it names.</summary>
/// <param name="Name">The name with its tag, or null for an image that has none (any more).</param>
/// <param name="Descriptor">The manifest or index.</param>
public sealed record StoredReference(ImageReference? Name, Descriptor Descriptor);
