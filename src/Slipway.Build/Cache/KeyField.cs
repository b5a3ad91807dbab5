// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>One field of a key: what it is called, and the digest of its value.</summary>
/// <param name="Name">The name, for people: <c>command</c>, <c>arg VERSION</c>, <c>files of src</c>.</param>
/// <param name="Digest">The digest of the value; the value itself is kept nowhere.</param>
internal sealed record KeyField(string Name, Digest Digest);
