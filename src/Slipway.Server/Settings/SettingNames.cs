// SPDX-License-Identifier: Apache-2.0
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>The words of settings that command lines use too.</summary>
public static class SettingNames
{
    /// <summary>The words for what someone without a login may do.</summary>
    public static IEnumerable<string> Anonymous => SettingWords.Anonymous.Keys;

    /// <summary>What someone without a login may do.</summary>
    /// <exception cref="FormatException">The word is none of <see cref="Anonymous"/>.</exception>
    public static AnonymousAccess ReadAnonymous(string word) =>
        SettingWords.Anonymous.TryGetValue(word, out var access) ? access : throw new FormatException($"'{word}' is none of {string.Join(", ", Anonymous)}.");

    /// <summary>An action.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static RegistryAction ReadAction(string word) =>
        SettingWords.Actions.TryGetValue(word, out var action) ? action : throw new FormatException($"'{word}' is no action; there are {string.Join(", ", SettingWords.Actions.Keys)}.");

    /// <summary>Actions as people write them: <c>pull, push</c>.</summary>
    public static string Write(RegistryAction actions) =>
        actions == RegistryAction.None ? "nothing" : string.Join(", ", SettingWords.Actions.Where(action => actions.HasFlag(action.Value)).Select(static action => action.Key));
}
