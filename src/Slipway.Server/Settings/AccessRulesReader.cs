// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>Reads <c>access</c>: a list of rules that say who may do what where.</summary>
internal sealed class AccessRulesReader(List<Diagnostic> diagnostics)
{
    private const string AllUsers = "*";

    public AccessRules? Read(YamlValue value, IReadOnlyDictionary<string, IReadOnlySet<string>> groups)
    {
        if (value is not YamlList list)
        {
            diagnostics.Add(value.Place.Error($"'access' is a list of rules, not {value.Kind}", "write each rule below it: '- { repositories: team/**, groups: team, allow: [pull, push] }'"));
            return null;
        }
        return new() { Rules = [.. list.Items.Select(item => ReadRule(item, groups)).OfType<AccessRule>()], Groups = groups };
    }

    private AccessRule? ReadRule(YamlValue value, IReadOnlyDictionary<string, IReadOnlySet<string>> groups)
    {
        if (FieldReader.Open(value, "an access rule", diagnostics) is not { } fields)
            return null;
        var repositories = SettingWords.Patterns(fields, "repositories");
        var users = fields.Texts("users");
        var named = fields.Texts("groups");
        var isAnonymous = fields.Switch("anonymous", yes: true, no: false)?.Value ?? false;
        var allow = ReadActions(fields);
        if (fields.Take("repositories") is null)
            fields.Report(value, "the rule does not say which repositories it is about", "write 'repositories: team/**', or '**' for all");
        if (fields.Take("allow") is null)
            fields.Report(value, "the rule does not say what it allows", "write 'allow: [pull, push]'; there are pull, push, overwrite and delete");
        if (fields.Take("users") is null && fields.Take("groups") is null && !isAnonymous)
            fields.Report(value, "the rule is for nobody", "write 'users: [NAME]', 'users: \"*\"' for all with a login, 'groups: [NAME]', or 'anonymous: true' for everyone");
        foreach (var group in (named ?? []).Where(group => !groups.ContainsKey(group.Value)))
            fields.Report(group.Place, $"there is no group '{group.Value}'", Choice.Help(group.Value, [.. groups.Keys], "groups"));
        fields.Finish();
        return new()
        {
            Repositories = repositories ?? [],
            Allow = allow,
            Users = [.. (users ?? []).Select(static user => user.Value).Where(static user => user != AllUsers)],
            Groups = [.. (named ?? []).Select(static group => group.Value)],
            Audience = isAnonymous ? AccessAudience.Anyone : users?.Any(static user => user.Value == AllUsers) == true ? AccessAudience.Users : AccessAudience.Named,
        };
    }

    private static RegistryAction ReadActions(FieldReader fields)
    {
        var actions = RegistryAction.None;
        foreach (var word in fields.Texts("allow") ?? [])
        {
            if (SettingWords.Actions.TryGetValue(word.Value, out var action))
                actions |= action;
            else
                fields.Report(word.Place, $"there is no action '{word.Value}'", Choice.Help(word.Value, [.. SettingWords.Actions.Keys], "actions"));
        }
        return actions;
    }
}
