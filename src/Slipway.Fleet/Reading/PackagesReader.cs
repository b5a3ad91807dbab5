// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Packages;

namespace Slipway.Fleet;

/// <summary>Reads the packages that an image is composed from.</summary>
internal sealed class PackagesReader(List<Diagnostic> diagnostics)
{
    internal PackagesSetting? Read(YamlValue value)
    {
        if (FieldReader.Open(value, "'packages'", diagnostics) is not { } fields)
            return null;
        var from = fields.Text("from");
        var include = fields.Texts("include") ?? [];
        var setting = new PackagesSetting(from ?? new("", value.Place), include, value.Place)
        {
            Components = fields.Texts("components"),
            Sources = [.. Items(fields, "sources").Select(ReadSource).OfType<PackageSourceSetting>()],
            Users = [.. Items(fields, "users").Select(ReadUser).OfType<PackageUserSetting>()],
            Links = fields.Map("links"),
            Files = [.. ReadFiles(fields)],
            Remove = fields.Texts("remove"),
            Recommends = fields.Switch("recommends", RecommendedPackages.Included, RecommendedPackages.LeftOut),
            Configure = fields.Switch("configure", PackageScripts.Run, PackageScripts.LeftOut),
            Layers = fields.Text("layers") is { } layers ? ReadLayers(layers, fields) : null,
        };
        fields.Finish();
        if (from is null && ((YamlMap)value).Entries.All(entry => entry.Key.Text != "from"))
            fields.Report(value, "'packages' does not say where they come from", "add 'from: debian/bookworm'");
        if (setting is { Configure.Value: PackageScripts.Run, Layers: { Value: LayerGrouping.Each } both })
            fields.Report(both.Place, "where the packages' scripts run, what they make of the packages is one layer", "leave 'layers' out, or 'configure'");
        return from is null ? null : setting;
    }

    private static IReadOnlyList<YamlValue> Items(FieldReader fields, string word)
    {
        switch (fields.Take(word))
        {
            case null:
                return [];
            case YamlList { Items.Count: > 0 } list:
                return list.Items;
            case YamlList empty:
                fields.Report(empty, $"'{word}' is an empty list, which says nothing", "leave it out");
                return [];
            case var other:
                fields.Report(other, $"'{word}' is a list, not {other.Kind}", "write it in brackets, or each with '- ' on a line below it");
                return [];
        }
    }

    private PackageSourceSetting? ReadSource(YamlValue value)
    {
        if (FieldReader.Open(value, "an entry of 'sources'", diagnostics) is not { } fields)
            return null;
        var (name, uri, suite, key, components) = (fields.Text("name"), fields.Text("uri"), fields.Text("suite"), fields.Text("key"), fields.Texts("components"));
        fields.Finish();
        foreach (var (word, given) in ((string, Located<string>?)[])[("name", name), ("uri", uri), ("suite", suite), ("key", key)])
        {
            if (given is null && ((YamlMap)value).Entries.All(entry => entry.Key.Text != word))
                fields.Report(value, $"an entry of 'sources' has no '{word}'", "a source has name, uri, suite and key, the key that signs it");
        }
        return name is { } a && uri is { } b && suite is { } c && key is { } d ? new(a, b, c, d, value.Place) { Components = components } : null;
    }

    private PackageUserSetting? ReadUser(YamlValue value)
    {
        if (value is YamlScalar { IsNull: false, Text.Length: > 0 } plain)
            return new(new(plain.Text, plain.Place), plain.Place);
        if (FieldReader.Open(value, "an entry of 'users'", diagnostics) is not { } fields)
            return null;
        var name = fields.Text("name");
        var (uid, gid, home, shell, groups) = (ReadId(fields, "uid"), ReadId(fields, "gid"), fields.Text("home"), fields.Text("shell"), fields.Texts("groups"));
        fields.Finish();
        if (name is null)
            fields.Report(value, "an entry of 'users' has no name", "add 'name: app'");
        return name is { } given ? new(given, value.Place) { Uid = uid, Gid = gid, Home = home, Shell = shell, Groups = groups ?? [] } : null;
    }

    private static Located<uint>? ReadId(FieldReader fields, string word)
    {
        if (fields.Text(word) is not { } text)
            return null;
        if (uint.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < uint.MaxValue)
            return new(id, text.Place);
        fields.Report(text.Place, $"'{text.Value}' is not an id", "write a number from 0");
        return null;
    }

    private IEnumerable<PackageFileSetting> ReadFiles(FieldReader fields)
    {
        if (fields.Take("files") is not { } value)
            yield break;
        if (value is not YamlMap map)
        {
            fields.Report(value, $"'files' is a map of paths to what they hold, not {value.Kind}", "write each file below it: '/etc/motd: hello'");
            yield break;
        }
        foreach (var (key, item) in map.Entries)
        {
            if (ReadFile(key, item) is { } file)
                yield return file;
        }
    }

    private PackageFileSetting? ReadFile(YamlScalar path, YamlValue value)
    {
        if (value is YamlScalar { IsNull: false } text)
            return new(path.Text, path.Place) { Content = new(text.Text, text.Place) };
        if (FieldReader.Open(value, $"'{path.Text}'", diagnostics) is not { } fields)
            return null;
        var content = fields.Take("content") switch
        {
            null => (Located<string>?)null,
            YamlScalar { IsNull: false } given => new(given.Text, given.Place),
            var other => Refuse(fields, other),
        };
        var file = new PackageFileSetting(path.Text, path.Place) { Content = content, Source = fields.Text("source"), Mode = ReadMode(fields), Owner = fields.Text("owner") };
        fields.Finish();
        if (((YamlMap)value).Entries.Count(static entry => entry.Key.Text is "content" or "source") != 1)
        {
            fields.Report(path, $"'{path.Text}' has one of 'content' and 'source'", "write its text under 'content', or name a file under 'source'");
            return null;
        }
        return file;
    }

    private static Located<string>? Refuse(FieldReader fields, YamlValue value)
    {
        fields.Report(value, $"'content' is a text, not {value.Kind}", "write the file's text; one that begins with '{' or '[' stands in quotes");
        return null;
    }

    private static Located<int>? ReadMode(FieldReader fields)
    {
        if (fields.Text("mode") is not { } text)
            return null;
        if (text.Value.Length is >= 3 and <= 5 && text.Value.All(static digit => digit is >= '0' and <= '7') && Convert.ToInt32(text.Value, 8) is <= 0xFFF and var mode)
            return new(mode, text.Place);
        fields.Report(text.Place, $"'{text.Value}' is not a mode", "write it in octal, as in '0644'");
        return null;
    }

    private static Located<LayerGrouping>? ReadLayers(Located<string> text, FieldReader fields)
    {
        switch (text.Value)
        {
            case "one":
                return new(LayerGrouping.One, text.Place);
            case "each":
                return new(LayerGrouping.Each, text.Place);
            default:
                fields.Report(text.Place, $"'{text.Value}' is no way to lay out layers", Suggestion.Help(text.Value, ["one", "each"]) ?? "write 'one', or 'each' for a layer for each package that is included");
                return null;
        }
    }
}
