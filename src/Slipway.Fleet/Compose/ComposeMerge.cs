// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Lays a later Compose file over an earlier one: maps by key, lists one after the other, the rest replaced.</summary>
internal static class ComposeMerge
{
    internal static YamlValue Merge(YamlValue lower, YamlValue upper)
    {
        if (upper is YamlMap above && lower is YamlMap below)
        {
            var entries = below.Entries.Select(own => above.Entries.FirstOrDefault(other => other.Key.Text == own.Key.Text) is { } over ? new YamlEntry(over.Key, Merge(own.Value, over.Value)) : own);
            return new YamlMap(upper.Place, [.. entries, .. above.Entries.Where(other => below.Entries.All(own => own.Key.Text != other.Key.Text))]);
        }
        if (upper is YamlMap map && lower is YamlList list)
            return Merge(AsMap(list), map);
        if (upper is YamlList one && lower is YamlMap two)
            return Merge(two, AsMap(one));
        return upper is YamlList added && lower is YamlList before ? new YamlList(upper.Place, [.. before.Items, .. added.Items]) : upper;
    }

    /// <summary>A list of NAME=VALUE as a map; a name alone has nothing.</summary>
    internal static YamlMap AsMap(YamlList list) => new(list.Place,
    [
        .. list.Items.OfType<YamlScalar>().Select(static item => item.Text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals
            ? new YamlEntry(new(item.Place, item.Text[..equals], YamlQuoting.Quoted), new YamlScalar(item.Place, item.Text[(equals + 1)..], YamlQuoting.Quoted))
            : new YamlEntry(item, new YamlScalar(item.Place, "", YamlQuoting.Plain))),
    ]);
}
