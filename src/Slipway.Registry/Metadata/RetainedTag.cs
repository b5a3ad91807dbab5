// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>A tag as retention sees it.</summary>
/// <param name="Name">The tag.</param>
/// <param name="Digest">What it names.</param>
/// <param name="Pushed">When it was last set.</param>
internal sealed record RetainedTag(Tag Name, Digest Digest, DateTimeOffset Pushed);
