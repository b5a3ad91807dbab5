// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What a token of ours carries.</summary>
internal sealed record AccessToken
{
    /// <summary>Who it was made for.</summary>
    public required Principal Principal { get; init; }

    /// <summary>What it allows, by repository.</summary>
    public required IReadOnlyDictionary<RepositoryName, RegistryAction> Repositories { get; init; }

    /// <summary>Whether it allows the catalog.</summary>
    public required bool AllowsCatalog { get; init; }

    /// <summary>Whether it allows an action.</summary>
    /// <param name="repository">Where; null for the catalog.</param>
    /// <param name="action">What.</param>
    public bool Allows(RepositoryName? repository, RegistryAction action) => repository is { } name
        ? Repositories.TryGetValue(name, out var actions) && (actions & action) == action
        : AllowsCatalog;
}
