// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Who may do what where: what no rule allows is not allowed.</summary>
public sealed record AccessRules
{
    /// <summary>Nobody may do anything.</summary>
    public static AccessRules Empty { get; } = new();

    /// <summary>The rules, in any order.</summary>
    public IReadOnlyList<AccessRule> Rules { get; init; } = [];

    /// <summary>The users of each group. The default is no groups.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Groups { get; init; } = new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>The rules of a registry for which none are written: users do everything, others what is said.</summary>
    /// <param name="anonymous">What someone without a login may do.</param>
    public static AccessRules Default(AnonymousAccess anonymous)
    {
        var users = new AccessRule { Repositories = [NamePattern.Any], Allow = RegistryAction.All, Audience = AccessAudience.Users };
        var others = anonymous switch
        {
            AnonymousAccess.Pull => RegistryAction.Pull,
            AnonymousAccess.Push => RegistryAction.Pull | RegistryAction.Push | RegistryAction.Overwrite,
            _ => RegistryAction.None,
        };
        return new() { Rules = [users, users with { Allow = others, Audience = AccessAudience.Anyone }] };
    }

    /// <summary>What someone may do in a repository.</summary>
    /// <param name="user">The user's name; null for someone without a login.</param>
    /// <param name="repository">Where; null for whether there is any repository at all where it could be.</param>
    public RegistryAction Allowed(string? user, RepositoryName? repository)
    {
        var name = repository?.ToString();
        var allowed = RegistryAction.None;
        foreach (var rule in Rules)
        {
            // What is allowed already needs no second rule.
            if ((rule.Allow & ~allowed) != RegistryAction.None && IsFor(rule, user) && (name is null || rule.Covers(name)))
                allowed |= rule.Allow;
        }
        return allowed;
    }

    private bool IsFor(AccessRule rule, string? user) =>
        rule.Audience == AccessAudience.Anyone
        || (user is not null && (rule.Audience == AccessAudience.Users || rule.Users.Contains(user) || rule.Groups.Any(group => Groups.TryGetValue(group, out var members) && members.Contains(user))));
}
