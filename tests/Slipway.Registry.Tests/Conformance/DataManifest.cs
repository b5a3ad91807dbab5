// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>A manifest of a data set.</summary>
/// <param name="Digest">What it is pushed by.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Subject">What it speaks of, or null.</param>
/// <param name="Tags">The tags that it gets.</param>
internal sealed record DataManifest(Digest Digest, string MediaType, byte[] Bytes, Digest? Subject, IReadOnlyList<string> Tags);
