// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Allows some actions to some people in some repositories. Rules add up; there is none that forbids.</summary>
public sealed record AccessRule
{
    /// <summary>The repositories.</summary>
    public required IReadOnlyList<NamePattern> Repositories { get; init; }

    /// <summary>What is allowed there.</summary>
    public required RegistryAction Allow { get; init; }

    /// <summary>The users it is for, by name. The default is none.</summary>
    public IReadOnlyCollection<string> Users { get; init; } = [];

    /// <summary>The groups it is for. The default is none.</summary>
    public IReadOnlyCollection<string> Groups { get; init; } = [];

    /// <summary>Whom else it is for. The default is nobody.</summary>
    public AccessAudience Audience { get; init; } = AccessAudience.Named;

    /// <summary>Whether it is about a repository.</summary>
    /// <param name="repository">Its name.</param>
    public bool Covers(string repository) => Repositories.Any(pattern => pattern.Matches(repository));
}
