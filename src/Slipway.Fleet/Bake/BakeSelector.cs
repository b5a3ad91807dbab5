// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Finds what a command asks for in a definition, as Bake does.</summary>
internal sealed class BakeSelector(BakeDefinition definition)
{
    private const string Default = "default";

    private readonly Dictionary<string, BakeTarget> _targets = new(StringComparer.Ordinal);

    internal BakeSelection Select(IReadOnlyList<string> names)
    {
        try
        {
            return SelectCore(names.Count == 0 ? [Default] : [.. names.Select(static name => name.Replace('.', '_')).SelectMany(Match).Distinct()]);
        }
        catch (HclException e)
        {
            return new(definition, new Dictionary<string, BakeTarget>(), [], [], [e.ToDiagnostic()]);
        }
    }

    private static HclException Refuse(string name, string message, string? help) => new(new(SourceText.From("target", name), new(0, name.Length)), message, help);

    private BakeSelection SelectCore(IReadOnlyList<string> names)
    {
        var overrides = new BakeOverrides(definition);
        var (asked, groups) = (new List<string>(), new List<string>());
        foreach (var name in names)
        {
            var (targets, own) = Resolve(name, new(StringComparer.Ordinal));
            asked.AddRange(targets);
            groups.AddRange(own);
        }
        asked = [.. asked.Distinct()];
        foreach (var name in asked)
            _targets[name] = ResolveTarget(name, overrides);
        foreach (var name in asked)
            LoadLinks(_targets[name], overrides, []);
        foreach (var target in _targets.Values)
        {
            target.Set("context", HclValue.String(BakePaths.Context(target)), target.PlaceOf("context"));
            foreach (var annotation in target.Texts("annotations"))
            {
                if (!PlacedAnnotation.TryParse(annotation, out _, out var problem))
                    throw new HclException(target.PlaceOf("annotations"), problem);
            }
        }
        AddEpoch();
        return new(definition, _targets, asked, GroupsOf(names, groups), []);
    }

    private IEnumerable<string> Match(string pattern)
    {
        if (!TargetPattern.HasWildcard(pattern))
            return [pattern];
        var names = definition.GroupNames.Concat(definition.TargetNames).Where(name => TargetPattern.Matches(pattern, name)).ToList();
        return names.Count > 0 ? names : throw Refuse(pattern, $"no target or group matches '{pattern}'", null);
    }

    // A group that is met again while it is open adds nothing.
    private (IReadOnlyList<string> Targets, IReadOnlyList<string> Groups) Resolve(string name, Dictionary<string, (IReadOnlyList<string>, IReadOnlyList<string>)> seen)
    {
        if (seen.TryGetValue(name, out var known))
            return known;
        if (definition.Groups.FirstOrDefault(group => group.Name == name) is not { } group)
            return ([name], []);
        seen[name] = ([], []);
        var (targets, groups) = (new List<string>(), new List<string> { name });
        foreach (var member in group.Targets)
        {
            var (own, inner) = Resolve(member, seen);
            targets.AddRange(own.Count > 0 ? own : [member]);
            groups.AddRange(inner);
        }
        return seen[name] = (targets.Distinct().ToList(), groups.Distinct().ToList());
    }

    private BakeTarget ResolveTarget(string name, BakeOverrides overrides)
    {
        var target = Inherit(name, overrides, new(StringComparer.Ordinal), null)!;
        target.Unset("inherits");
        if (target["context"] is null)
            target.Set("context", HclValue.String("."), target.Place);
        if (target["dockerfile"] is null)
            target.Set("dockerfile", HclValue.String("Dockerfile"), target.Place);
        return target;
    }

    // From left to right, the target's own last. A target that inherits itself adds nothing.
    private BakeTarget? Inherit(string name, BakeOverrides overrides, Dictionary<string, BakeTarget?> seen, BakeTarget? child)
    {
        if (seen.TryGetValue(name, out var known))
            return known;
        seen[name] = null;
        var own = definition.Targets.FirstOrDefault(target => target.Name == name) ?? throw Missing(name, child);
        var target = new BakeTarget(name, own.Place);
        foreach (var parent in own.Texts("inherits"))
        {
            if (Inherit(parent, overrides, seen, own) is { } inherited)
                target.Merge(inherited);
        }
        target.Merge(own);
        BakeOverrider.Apply(target, overrides.For(name));
        target.Normalize();
        return seen[name] = target;
    }

    private HclException Missing(string name, BakeTarget? child)
    {
        var names = definition.TargetNames.Concat(definition.GroupNames).ToList();
        if (child is not null)
            return new(child.PlaceOf("inherits"), $"'{child.Name}' inherits '{name}', and there is no such target", Suggestion.Help(name, definition.TargetNames));
        if (definition.Groups.FirstOrDefault(group => group.Targets.Contains(name)) is { } group)
            return new(group.Place, $"the group '{group.Name}' names '{name}', and there is no such target", Suggestion.Help(name, names));
        return Refuse(name, name == Default ? "no target is named, and there is neither a group nor a target 'default'" : $"no target or group is named '{name}'",
            Suggestion.Help(name, names) ?? (names.Count == 0 ? null : $"there are {string.Join(", ", names.Take(10))}{(names.Count > 10 ? ", …" : "")}"));
    }

    private void LoadLinks(BakeTarget target, BakeOverrides overrides, IReadOnlyList<string> way)
    {
        way = [.. way, target.Name];
        foreach (var (_, value) in target.Map("contexts").Where(static context => context.Value.StartsWith("target:", StringComparison.Ordinal)))
        {
            var name = value["target:".Length..];
            if (way.Contains(name))
                throw new HclException(
                    target.PlaceOf("contexts"), name == target.Name ? $"'{name}' names itself as a context" : $"contexts go in a circle: {string.Join(" → ", way.SkipWhile(step => step != name))} → {name}",
                    "take one of the links away");
            if (!_targets.TryGetValue(name, out var linked))
            {
                if (definition.Targets.All(other => other.Name != name))
                    throw new HclException(target.PlaceOf("contexts"), $"'{target.Name}' names the context 'target:{name}', and there is no such target", Suggestion.Help(name, definition.TargetNames));
                _targets[name] = linked = ResolveTarget(name, overrides);
                linked.Unset("output");
            }
            LoadLinks(linked, overrides, way);
            var (platforms, others) = (target.Texts("platforms"), linked.Texts("platforms"));
            if (platforms.Count > 1 && others.Count > 1 && platforms.Except(others).FirstOrDefault() is { } lacking)
                throw new HclException(
                    target.PlaceOf("platforms"), $"'{target.Name}' stands on '{name}', which has no {lacking}", $"add it to the platforms of '{name}', or take it from those of '{target.Name}'");
        }
    }

    private void AddEpoch()
    {
        if (definition.Options.Environment("SOURCE_DATE_EPOCH") is not { Length: > 0 } epoch)
            return;
        foreach (var target in _targets.Values.Where(static target => target.Map("args").All(static arg => arg.Key != "SOURCE_DATE_EPOCH")))
            target.Set("args", HclValue.Map(HclType.String, (target["args"]?.Value.Entries ?? []).Append(KeyValuePair.Create("SOURCE_DATE_EPOCH", HclValue.String(epoch)))), target.PlaceOf("args"));
    }

    // What was asked for by name becomes a part of the group 'default'.
    private List<BakeGroup> GroupsOf(IReadOnlyList<string> names, List<string> found)
    {
        var groups = found.Distinct().Select(name => definition.Groups.First(group => group.Name == name)).ToList();
        var others = names.Where(static name => name != Default).ToList();
        var at = groups.FindIndex(static group => group.Name == Default);
        if (others.Count > 0 && at < 0)
            groups.Add(new(Default, null, others, definition.Targets[0].Place));
        else if (others.Count > 0)
            groups[at] = groups[at] with { Targets = [.. groups[at].Targets.Concat(others).Distinct()] };
        return [.. groups.OrderBy(static group => group.Name, StringComparer.Ordinal)];
    }
}
