// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Settings that the command line gives over the files' (<c>--set</c>), by target.</summary>
internal sealed class BakeOverrides
{
    private static readonly string[] Lists =
        ["output", "cache-to", "cache-from", "tags", "platform", "secrets", "ssh", "attest", "entitlements", "annotations", "policy", "no-cache-filter", "ulimits"];

    private static readonly string[] Maps = ["args", "contexts", "labels", "extra-hosts", "secret", "resources"];
    private static readonly string[] Scalars = ["context", "dockerfile", "target", "call", "no-cache", "pull", "push", "load", "network", "shm-size"];

    private readonly Dictionary<string, List<BakeOverride>> _targets = new(StringComparer.Ordinal);

    internal BakeOverrides(BakeDefinition definition)
    {
        foreach (var text in definition.Options.Set)
            Add(SourceText.From("--set", text), definition);
    }

    internal IReadOnlyList<BakeOverride> For(string target) => _targets.GetValueOrDefault(target) ?? [];

    private void Add(SourceText source, BakeDefinition definition)
    {
        var text = source.Text;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var merge = equals > 0 && text[equals - 1] == '+' ? BakeMerge.Join : BakeMerge.Replace;
        var key = (equals < 0 ? text : text[..equals]).TrimEnd('+');
        var parts = key.Split('.', 3);
        if (parts.Length < 2)
            throw new HclException(new(source, new(0, key.Length)), $"'{key}' cannot be set", "write TARGET.KEY=VALUE, such as '*.platform=linux/arm64' or 'app.args.VERSION=2'");
        var place = new SourcePlace(source, new(parts[0].Length + 1, parts[1].Length));
        if (!Lists.Concat(Maps).Concat(Scalars).Contains(parts[1]))
            throw new HclException(place, $"there is no '{parts[1]}' that can be set", Suggestion.Help(parts[1], Lists.Concat(Maps).Concat(Scalars)));
        if (Maps.Contains(parts[1]) && parts.Length != 3)
            throw new HclException(place, $"'{parts[1]}' needs a name", $"write {parts[0]}.{parts[1]}.NAME=VALUE");
        if (parts[1] is "secret" or "resources" && merge == BakeMerge.Join)
            throw new HclException(place, $"'{parts[1]}' cannot be added to with '+='");
        var names = definition.TargetNames.Where(name => TargetPattern.Matches(parts[0], name)).ToList();
        if (names.Count == 0)
            throw new HclException(new(source, new(0, parts[0].Length)), $"no target is named '{parts[0]}'", Suggestion.Help(parts[0], definition.TargetNames));
        var value = equals >= 0 ? text[(equals + 1)..]
            : parts[1] != "args" ? throw new HclException(new(source, new(0, text.Length)), $"'{text}' sets nothing", "write TARGET.KEY=VALUE")
            : definition.Options.Environment(parts[2]);
        if (value is null)
            return;
        foreach (var name in names)
            Add(name, new(key[(parts[0].Length + 1)..], parts[1], parts.Length == 3 ? parts[2] : null, [value], merge, new(source, SourceSpan.FromBounds(Math.Min(equals + 1, text.Length), text.Length))));
    }

    // Several values of a list gather; of others the last stands.
    private void Add(string target, BakeOverride added)
    {
        if (!_targets.TryGetValue(target, out var overrides))
            _targets[target] = overrides = [];
        var before = overrides.FindIndex(other => other.Key == added.Key);
        if (before < 0)
            overrides.Add(added);
        else
            overrides[before] = added with { Values = Lists.Contains(added.Field) ? [.. overrides[before].Values, .. added.Values] : added.Values };
    }
}
