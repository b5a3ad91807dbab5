// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A target of a fleet, looked at.</summary>
public sealed record VerifiedTarget
{
    /// <summary>The target.</summary>
    public required FleetTarget Target { get; init; }

    /// <summary>Its image in the store: a manifest, or the index of several platforms; null if it isn't built.</summary>
    public Descriptor? Image { get; init; }

    /// <summary>Each of its platforms that is there, in the target's order.</summary>
    public IReadOnlyList<VerifiedPlatform> Platforms { get; init; } = [];

    /// <summary>What is wrong: claims that don't hold, images that aren't there.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>What a policy says of each name that it would get where it is published; empty where none was asked.</summary>
    public IReadOnlyList<PolicyVerdict> Policy { get; init; } = [];

    /// <summary>Every proof of every platform.</summary>
    public IEnumerable<Proof> Proofs => Platforms.SelectMany(platform => platform.Proofs);

    /// <summary>What is wrong that no proof says: the image, or a platform of it, isn't there.</summary>
    public IEnumerable<Diagnostic> Missing
    {
        get
        {
            var proofs = Proofs.Select(proof => proof.ToDiagnostic()?.Message).ToHashSet();
            return Diagnostics.Where(diagnostic => !proofs.Contains(diagnostic.Message));
        }
    }

    /// <summary>Whether it is built and every claim of it holds.</summary>
    public bool Holds => Image is not null && Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error);
}
