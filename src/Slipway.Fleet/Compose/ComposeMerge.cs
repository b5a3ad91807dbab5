// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>
/// Lays a later Compose file over an earlier one, as the specification says: maps by key, lists one after the other, commands and all that is no list or map replaced;
/// of two mounts at one place, and of two equal ports, the later counts.
/// </summary>
internal static class ComposeMerge
{
    private static readonly string[] Replaced = ["command", "entrypoint", "test"];

    internal static YamlValue Merge(YamlValue lower, YamlValue upper, string key = "")
    {
        if (Replaced.Contains(key))
            return upper;
        if (upper is YamlMap above && lower is YamlMap below)
        {
            var entries = below.Entries.Select(own => above.Entries.FirstOrDefault(other => other.Key.Text == own.Key.Text) is { } over ? new YamlEntry(over.Key, Merge(own.Value, over.Value, own.Key.Text)) : own);
            return new YamlMap(upper.Place, [.. entries, .. above.Entries.Where(other => below.Entries.All(own => own.Key.Text != other.Key.Text))]);
        }
        if (upper is YamlMap map && lower is YamlList list)
            return Merge(AsMap(list), map);
        if (upper is YamlList one && lower is YamlMap two)
            return Merge(two, AsMap(one));
        return upper is YamlList added && lower is YamlList before
            ? new YamlList(upper.Place, [.. before.Items.Where(item => IdentityOf(item, key) is not { } identity || added.Items.All(other => IdentityOf(other, key) != identity)), .. added.Items]) : upper;
    }

    /// <summary>A list of NAME=VALUE as a map; a name alone has nothing.</summary>
    internal static YamlMap AsMap(YamlList list) => new(list.Place,
    [
        .. list.Items.OfType<YamlScalar>().Select(static item => item.Text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals
            ? new YamlEntry(new(item.Place, item.Text[..equals], YamlQuoting.Quoted), new YamlScalar(item.Place, item.Text[(equals + 1)..], YamlQuoting.Quoted))
            : new YamlEntry(item, new YamlScalar(item.Place, "", YamlQuoting.Plain))),
    ]);

    // What an item of a list is, where no two of them may be the same; null where they may.
    private static string? IdentityOf(YamlValue item, string key) => (key, item) switch
    {
        ("volumes", YamlScalar text) => text.Text.Split(':') is [_, var target, ..] ? target : text.Text,
        ("volumes", YamlMap map) => (map.Entries.FirstOrDefault(static entry => entry.Key.Text == "target")?.Value as YamlScalar)?.Text,
        ("ports", YamlScalar text) => text.Text,
        _ => null,
    };
}
