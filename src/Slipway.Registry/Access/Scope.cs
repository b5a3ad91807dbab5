// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// A right that a client asks a token for: <c>repository:team/app:pull,push</c>, or <c>registry:catalog:*</c> (distribution's token scope
/// documentation).
/// </summary>
/// <param name="Repository">The repository; null for the catalog.</param>
/// <param name="Actions">What is asked for there.</param>
internal readonly record struct Scope(RepositoryName? Repository, RegistryAction Actions)
{
    /// <summary>The most scopes that one request may ask for.</summary>
    public const int MaxCount = 64;

    /// <summary>Reads one scope; false for what isn't one, or asks for something that this registry doesn't have.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Scope scope)
    {
        scope = default;
        var first = text.IndexOf(':');
        var last = text.LastIndexOf(':');
        if (first < 0 || last == first)
            return false;
        var type = text[..first];
        var name = text[(first + 1)..last];
        var actions = ParseActions(text[(last + 1)..]);
        if (type is "registry" && name is "catalog")
        {
            scope = new(null, RegistryAction.Pull);
            return true;
        }
        // A type may have a class, as in repository(plugin).
        var isRepository = type is "repository" || (type.StartsWith("repository(") && type.EndsWith(")"));
        if (!isRepository || !RepositoryName.TryParse(name.ToString(), out var repository))
            return false;
        scope = new(repository, actions);
        return true;
    }

    /// <summary>As a challenge writes it: what clients know by name.</summary>
    public override string ToString() => Repository is { } repository ? $"repository:{repository}:{Write(Actions & ~RegistryAction.Overwrite)}" : "registry:catalog:*";

    /// <summary>The actions with commas between, as tokens write them.</summary>
    public static string Write(RegistryAction actions) => string.Join(',', Names(actions));

    /// <summary>The names of the actions.</summary>
    public static IEnumerable<string> Names(RegistryAction actions)
    {
        if (actions.HasFlag(RegistryAction.Pull))
            yield return "pull";
        if (actions.HasFlag(RegistryAction.Push))
            yield return "push";
        if (actions.HasFlag(RegistryAction.Overwrite))
            yield return "overwrite";
        if (actions.HasFlag(RegistryAction.Delete))
            yield return "delete";
    }

    /// <summary>Reads names of actions as a token holds them; others than ours are passed over.</summary>
    public static RegistryAction ParseNames(IEnumerable<string> names) => names.Aggregate(RegistryAction.None, static (actions, name) => actions | name switch
    {
        "pull" => RegistryAction.Pull,
        "push" => RegistryAction.Push,
        "overwrite" => RegistryAction.Overwrite,
        "delete" => RegistryAction.Delete,
        _ => RegistryAction.None,
    });

    // No client asks for more than push when it is about to set a tag anew; whether it gets to is for the rules to say.
    private static RegistryAction ParseActions(ReadOnlySpan<char> text)
    {
        var actions = RegistryAction.None;
        foreach (var range in text.Split(','))
        {
            actions |= text[range] switch
            {
                "pull" => RegistryAction.Pull,
                "push" => RegistryAction.Push | RegistryAction.Overwrite,
                "delete" => RegistryAction.Delete,
                "*" => RegistryAction.All,
                _ => RegistryAction.None,
            };
        }
        return actions;
    }
}
