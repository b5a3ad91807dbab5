// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Fleet;

namespace Slipway.Server;

/// <summary>Reads <c>groups</c>: a map of names to lists of users.</summary>
internal sealed class GroupsReader(List<Diagnostic> diagnostics)
{
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Read(YamlValue? value)
    {
        var groups = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        if (value is null || FieldReader.Open(value, "'groups'", diagnostics) is not { } fields)
            return groups;
        foreach (var (key, _) in ((YamlMap)value).Entries)
            groups[key.Text] = (fields.Texts(key.Text) ?? []).Select(static user => user.Value).ToHashSet(StringComparer.Ordinal);
        return groups;
    }
}
