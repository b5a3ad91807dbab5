// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>How a list of referrers must describe a manifest.</summary>
/// <param name="Subject">What it speaks of.</param>
/// <param name="Descriptor">The descriptor, with artifactType and annotations where the specification asks for them.</param>
internal sealed record DataReferrer(Digest Subject, JsonObject Descriptor)
{
    /// <summary>The type that lists are filtered by; null for an index without.</summary>
    public string? ArtifactType => (string?)Descriptor["artifactType"];
}
