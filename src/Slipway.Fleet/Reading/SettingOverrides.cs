// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Settings that the command line gives over the file's (<c>--set</c>), in the order given.</summary>
internal sealed class SettingOverrides
{
    private static readonly string[] Maps = ["args", "labels", "annotations", "contexts", "extra-hosts"];
    private static readonly string[] Lists = ["tags", "platforms", "no-cache-filter"];

    // Lists too, whose values hold commas.
    private static readonly string[] Appendable = ["secret", "ssh", "output", "cache-from", "cache-to"];

    // Bake's --set has other words for these than its files.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal) { ["platform"] = "platforms", ["secrets"] = "secret" };
    private readonly List<(string Pattern, YamlMap Settings, SettingJoin Join)> _images = [];
    private bool _platformsAreSet;

    internal Located<string>? Version { get; private set; }

    internal Located<string>? Registry { get; private set; }

    internal IReadOnlyList<Located<Platform>>? Platforms { get; private set; }

    /// <summary>Whether <see cref="Platforms"/> come to those of the file, rather than in their place.</summary>
    internal bool PlatformsAreAdded { get; private set; }

    internal static SettingOverrides Parse(IEnumerable<string> texts, List<Diagnostic> diagnostics)
    {
        var overrides = new SettingOverrides();
        foreach (var text in texts)
            overrides.Add(SourceText.From("--set", text), diagnostics);
        return overrides;
    }

    /// <summary>What is said of an image.</summary>
    internal IReadOnlyList<ImageSettings> For(string image, List<Diagnostic> diagnostics)
    {
        var settings = new List<ImageSettings>();
        foreach (var (_, map, join) in _images.Where(entry => Matches(entry.Pattern, image)))
        {
            // The same words may concern several images; they are reported once.
            var found = new List<Diagnostic>();
            var fields = new FieldReader(map, "an image", found);
            settings.Add(new ImageReader(found).ReadSettings(fields) with { Join = join });
            fields.Finish();
            diagnostics.AddRange(found.Where(one => !diagnostics.Exists(other => other.Source == one.Source && other.Message == one.Message)));
        }
        return settings;
    }

    internal void ReportUnused(IReadOnlyList<FleetImage> images, List<Diagnostic> diagnostics)
    {
        var names = images.Select(image => image.Name.Value).ToList();
        foreach (var (pattern, map, _) in _images.Where(entry => !names.Exists(name => Matches(entry.Pattern, name))))
            diagnostics.Add(Diagnostic.Error(map.Place.Source, new(0, pattern.Length), $"no image is named '{pattern}'", Choice.Help(pattern, names, "images")));
    }

    private static bool Matches(string pattern, string image) => FileSystemName.MatchesSimpleExpression(pattern, image, ignoreCase: false);

    private void Add(SourceText source, List<Diagnostic> diagnostics)
    {
        var text = source.Text;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            diagnostics.Add(Diagnostic.Error(source, new(0, text.Length), $"'{text}' sets nothing", "write KEY=VALUE or IMAGE.KEY=VALUE"));
            return;
        }
        var isAdded = text[equals - 1] == '+';
        var (key, value) = (text[..(isAdded ? equals - 1 : equals)], new Located<string>(text[(equals + 1)..], new(source, SourceSpan.FromBounds(equals + 1, text.Length))));
        switch (key)
        {
            case "version" or "registry" when isAdded:
                ReportScalar(source, key, equals, diagnostics);
                break;
            case "version":
                Version = value;
                break;
            case "registry":
                Registry = value;
                break;
            case "platforms":
                var fields = new FieldReader(new(value.Place, []), "--set", diagnostics);
                Platforms = [.. isAdded ? Platforms ?? [] : [], .. value.Value.Split(',').Select(one => ImageReader.ReadPlatform(value with { Value = one }, fields)).OfType<Located<Platform>>()];
                _platformsAreSet |= !isAdded;
                PlatformsAreAdded = !_platformsAreSet;
                break;
            default:
                AddImage(source, key, value, isAdded ? equals : null, diagnostics);
                break;
        }
    }

    private static void ReportScalar(SourceText source, string key, int equals, List<Diagnostic> diagnostics) => diagnostics.Add(
        Diagnostic.Error(source, new(equals - 1, 2), $"'{key}' has one value, and '+=' adds to lists and maps", "give the whole value with '='"));

    private void AddImage(SourceText source, string key, Located<string> value, int? added, List<Diagnostic> diagnostics)
    {
        var parts = key.Split('.', 3);
        if (parts.Length < 2 || (parts.Length == 3) != Maps.Contains(parts[1]))
        {
            var help = parts.Length >= 2 && Maps.Contains(parts[1])
                ? $"write {parts[0]}.{parts[1]}.NAME=VALUE"
                : "write version, registry, platforms, IMAGE.KEY or IMAGE.KEY.NAME before the '='";
            diagnostics.Add(Diagnostic.Error(source, new(0, key.Length), $"'{key}' cannot be set", help));
            return;
        }
        if (added is { } equals && parts.Length == 2 && !Lists.Concat(Appendable).Contains(Aliases.GetValueOrDefault(parts[1], parts[1])))
        {
            ReportScalar(source, parts[1], equals, diagnostics);
            return;
        }
        YamlScalar Scalar(string text, SourcePlace place) => new(place, text, YamlQuoting.Quoted);
        var whole = new SourcePlace(source, new(0, source.Text.Length));
        var name = Aliases.GetValueOrDefault(parts[1], parts[1]);
        var word = Scalar(name, new(source, new(parts[0].Length + 1, parts[1].Length)));
        YamlValue content = parts.Length == 3 ? new YamlMap(whole, [new(Scalar(parts[2], whole), Scalar(value.Value, value.Place))])
            : Lists.Contains(name) || (name == "links" && value.Value.Contains(',', StringComparison.Ordinal)) ? new YamlList(value.Place, [.. value.Value.Split(',').Select(one => Scalar(one, value.Place))])
            : Scalar(value.Value, value.Place);
        _images.Add((parts[0], new YamlMap(whole, [new(word, content)]), added is null ? SettingJoin.Replace : SettingJoin.Append));
    }
}
