// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>Rules that a test changes while the registry runs.</summary>
internal sealed class ChangingRules : IAccessRules
{
    public AccessRules Current { get; set; } = AccessRules.Empty;

    public static AccessRule Rule(string repositories, RegistryAction allow, params string[] users) =>
        new() { Repositories = [NamePattern.Parse(repositories)], Allow = allow, Users = users };
}
