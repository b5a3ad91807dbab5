// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>
/// Lays a later Compose file over an earlier one, as the specification says: maps by key, lists one after the other, commands and all that is no list or map replaced;
/// of two mounts at one place, and of two equal ports, the later counts; a map or list stands where nothing is laid over it. <c>!reset</c> takes away what is below, and <c>!override</c> replaces it.
/// </summary>
/// <param name="variables">Fills in names that variables make.</param>
internal sealed partial class ComposeMerge(ComposeVariables variables)
{
    // What a file says of what is below it: nothing is to be left of that, or none of it counts.
    private const string Reset = "!reset", Override = "!override";

    /// <summary>The tags that say how a value is laid over another.</summary>
    internal static IReadOnlyCollection<string> Tags { get; } = [Reset, Override];

    private static readonly string[] Replaced = ["command", "entrypoint", "healthcheck/test"];

    // Each is a text or a list, and a text is a list of one.
    private static readonly string[] Listed = ["dns", "dns_search", "env_file", "label_file", "tmpfs"];

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Variable();

    /// <summary>The two as one.</summary>
    /// <exception cref="HclException">An entry of a list is no text where a map of texts is laid over it.</exception>
    internal YamlMap Merge(YamlMap lower, YamlMap upper) => (YamlMap)Merge(lower, upper, []);

    /// <summary>A service laid over another.</summary>
    /// <exception cref="HclException">An entry of a list is no text where a map of texts is laid over it.</exception>
    internal YamlMap MergeServices(YamlMap lower, YamlMap upper) => (YamlMap)Merge(lower, upper, ["services", ""]);

    private YamlValue Merge(YamlValue lower, YamlValue upper, string[] path)
    {
        var key = path is ["services", _, .. var rest] ? string.Join('/', rest) : "";
        if (Replaced.Contains(key) || upper.Tag == Override)
            return upper;
        if (upper is YamlScalar { IsNull: true })
            return lower is YamlScalar ? upper : lower;
        if (Listed.Contains(key))
            (lower, upper) = (AsList(lower), AsList(upper));
        else if (key == "build")
            (lower, upper) = (AsBuild(lower), AsBuild(upper));
        return (lower, upper) switch
        {
            (YamlMap below, YamlMap above) => Merge(below, above, path),
            (YamlList list, YamlMap above) => Merge(AsMap(list, variables), above, path),
            (YamlMap below, YamlList list) => Merge(below, AsMap(list, variables), path),
            (YamlList before, YamlList added) => new YamlList(added.Place,
                [.. before.Items.Where(item => IdentityOf(item, key) is not { } identity || added.Items.All(other => IdentityOf(other, key) != identity)), .. added.Items]),
            _ => upper,
        };
    }

    private YamlMap Merge(YamlMap below, YamlMap above, string[] path)
    {
        var over = above.Entries.ToDictionary(static entry => entry.Key.Text, StringComparer.Ordinal);
        var own = below.Entries.Select(static entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        return new(above.Place,
        [
            .. below.Entries.Where(entry => over.GetValueOrDefault(entry.Key.Text)?.Value.Tag != Reset).Select(entry => over.TryGetValue(entry.Key.Text, out var other) ? new YamlEntry(other.Key, Merge(entry.Value, other.Value, [.. path, entry.Key.Text])) : entry),
            .. above.Entries.Where(entry => !own.Contains(entry.Key.Text)),
        ]);
    }

    /// <summary>A value without what is to be nothing.</summary>
    internal static YamlValue Clean(YamlValue value) => value switch
    {
        YamlMap map => new YamlMap(map.Place, [.. map.Entries.Where(static entry => entry.Value.Tag != Reset).Select(static entry => entry with { Value = Clean(entry.Value) })]),
        YamlList list => new YamlList(list.Place, [.. list.Items.Where(static item => item.Tag != Reset).Select(Clean)]),
        _ => value,
    };

    /// <summary>A list of NAME=VALUE as a map; a name alone has nothing, and of two of one name the later counts.</summary>
    /// <exception cref="HclException">An entry is no text.</exception>
    internal static YamlMap AsMap(YamlList list, ComposeVariables variables)
    {
        var entries = new OrderedDictionary<string, YamlEntry>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item is not YamlScalar { IsNull: false } scalar)
                throw new HclException(item.Place, $"an entry of this list is a text NAME=VALUE, not {item.Kind}", "write a map in place of the list, or quote the entry");
            // A variable may hold the name, and the sign behind it; what it held is a text that stands for itself.
            var text = scalar.Text;
            if (text.IndexOf('=', StringComparison.Ordinal) is var sign && text.AsSpan(0, sign < 0 ? text.Length : sign).Contains('$'))
                text = variables.Fill(scalar).Replace("$", "$$", StringComparison.Ordinal);
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? text : text[..equals]).Replace("$$", "$", StringComparison.Ordinal);
            entries[key] = new(new(item.Place, key, YamlQuoting.Quoted), new YamlScalar(item.Place, equals < 0 ? "" : text[(equals + 1)..], equals < 0 ? YamlQuoting.Plain : YamlQuoting.Quoted));
        }
        return new(list.Place, [.. entries.Values]);
    }

    private static YamlValue AsList(YamlValue value) => value is YamlScalar ? new YamlList(value.Place, [value]) : value;

    private static YamlValue AsBuild(YamlValue value) => value is YamlScalar ? new YamlMap(value.Place, [new(new(value.Place, "context", YamlQuoting.Quoted), value)]) : value;

    // What an item of a list is, where no two of them may be the same; null where they may.
    private static string? IdentityOf(YamlValue item, string key) => (key, item) switch
    {
        ("volumes", YamlScalar text) => Variable().Replace(text.Text, "$").Split(':') is [_, var target, ..] ? target : text.Text,
        ("volumes", YamlMap map) => (map.Entries.FirstOrDefault(static entry => entry.Key.Text == "target")?.Value as YamlScalar)?.Text,
        ("ports", YamlScalar text) => text.Text,
        _ => null,
    };
}
