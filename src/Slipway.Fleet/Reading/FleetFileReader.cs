// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads the top of a fleet file; <see cref="ImageReader"/> and the others read what stands in it.</summary>
internal sealed partial class FleetFileReader(SourceText source, FleetReadOptions options)
{
    private readonly List<Diagnostic> _diagnostics = [];

    [GeneratedRegex($@"\A{NamePatterns.Fleet}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FleetName();

    [GeneratedRegex($@"\A{NamePatterns.Image}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();

    internal FleetFile Read(string folder)
    {
        var file = new FleetFile { Source = source, Folder = folder, Options = options };
        if (YamlReader.Read(source, _diagnostics) is { } root)
        {
            if (root is YamlScalar { IsNull: true })
                ReportEmpty();
            else if (FieldReader.Open(root, "a fleet file", _diagnostics) is { } fields)
                file = ReadTop(fields, file);
        }
        else if (_diagnostics.Count == 0)
        {
            ReportEmpty();
        }
        return file with { Diagnostics = [.. _diagnostics.OrderBy(diagnostic => diagnostic.Source == source ? diagnostic.Span.Start : int.MaxValue)] };
    }

    private FleetFile ReadTop(FieldReader fields, FleetFile file)
    {
        var overrides = SettingOverrides.Parse(options.Set, _diagnostics);
        var variables = new VariableReader(options, _diagnostics).Read(fields.Take("variable"));
        file = file with
        {
            Variables = variables,
            Name = Named(fields.Text("fleet"), FleetName(), "a fleet's name"),
            Version = overrides.Version ?? fields.Text("version"),
            Registry = CheckRegistry(overrides.Registry ?? Outside(options.Registry) ?? Filled(fields.Text("registry"), variables)),
            Policy = fields.Text("policy"),
            Platforms = ReadPlatforms(fields, overrides),
            Claims = fields.Take("claims") is { } claims ? new ClaimsReader(_diagnostics).Read(claims) : ClaimSettings.Empty,
            Images = ReadImages(fields, overrides),
            Groups = ReadGroups(fields),
            Modules = fields.Take("modules") is { } modules ? new ModuleReader(_diagnostics).Read(modules) : [],
        };
        // What was given beside the file is not read from it, but its words are known.
        foreach (var word in (string[])["fleet", "version", "registry", "platforms"])
            fields.Take(word);
        foreach (var (word, help) in BakeWords.TopLevel)
            fields.Refuse(word, help);
        fields.Finish();
        if (file.Name is null && _diagnostics.Count == 0)
            fields.Report(new SourcePlace(source, new(0, 0)), "the file does not name its fleet", "begin it with 'fleet: NAME'");
        CheckNames(file);
        overrides.ReportUnused(file.Images, _diagnostics);
        return file;
    }

    private static IReadOnlyList<Located<Platform>> ReadPlatforms(FieldReader fields, SettingOverrides overrides)
    {
        if (overrides is { Platforms: { } only, PlatformsAreAdded: false })
            return only;
        var own = fields.Texts("platforms", text => ImageReader.ReadPlatform(text, fields)) ?? [];
        return overrides.Platforms is { } added ? [.. own, .. added] : own;
    }

    private List<FleetImage> ReadImages(FieldReader fields, SettingOverrides overrides)
    {
        if (fields.Take("images") is not { } value)
        {
            fields.Report(new SourcePlace(source, new(0, 0)), "the file has no images", "say what they are under 'images:'");
            return [];
        }
        if (value is not YamlMap { Entries.Count: > 0 } map)
        {
            fields.Report(value, $"'images' is a map of names to images, not {(value is YamlMap ? "an empty one" : value.Kind)}", "write each image below it: 'app: { context: . }'");
            return [];
        }
        var images = new List<FleetImage>();
        foreach (var (key, image) in map.Entries)
        {
            if (Named(new(key.Text, key.Place), ImageName(), "an image's name") is { } name)
                images.Add(new ImageReader(_diagnostics).Read(name, image, overrides.For(key.Text, _diagnostics)));
        }
        return images;
    }

    private List<FleetGroup> ReadGroups(FieldReader fields)
    {
        var groups = new List<FleetGroup>();
        if (fields.Take("group") is not { } value)
            return groups;
        if (value is not YamlMap map)
        {
            fields.Report(value, $"'group' is a map of names to lists of targets, not {value.Kind}", "write each group below it: 'default: [app, base]'");
            return groups;
        }
        foreach (var (key, members) in map.Entries)
        {
            // Bake writes { targets: [...] }; a plain list is enough for us.
            var group = members as YamlMap ?? new YamlMap(members.Place, [new(new(key.Place, "targets", YamlQuoting.Plain), members)]);
            var reader = new FieldReader(group, "a group", _diagnostics);
            var targets = reader.Texts("targets") ?? [];
            reader.Text("description");
            reader.Finish();
            groups.Add(new(new(key.Text, key.Place), targets));
        }
        return groups;
    }

    private void CheckNames(FleetFile file)
    {
        var images = file.Images.Select(image => image.Name.Value).ToList();
        foreach (var image in file.Images)
        {
            foreach (var parent in image.Inherits.Where(parent => !images.Contains(parent.Value)))
                Report(parent.Place, $"no image is named '{parent.Value}'", Choice.Help(parent.Value, images, "images"));
        }
        foreach (var axis in file.Images.SelectMany(image => image.Matrix?.Axes ?? []).Where(axis => file.Variables.Any(variable => variable.Name.Value == axis.Name.Value)))
            Report(axis.Name.Place, $"'{axis.Name.Value}' is a variable and cannot be an axis as well", "give one of them another name");
        foreach (var group in file.Groups.Where(group => images.Contains(group.Name.Value)))
            Report(group.Name.Place, $"'{group.Name.Value}' is an image and cannot be a group as well", "give the group another name");
        foreach (var cycle in Inheritance.Cycles(file.Images))
            Report(
                cycle[0].Place, $"images inherit in a circle: {string.Join(" → ", cycle.Select(step => step.Value))}",
                "take one of the links away");
    }

    private Located<string>? CheckRegistry(Located<string>? registry)
    {
        if (registry is not { } given)
            return null;
        var text = given.Value.TrimEnd('/');
        if (ImageReference.TryParse($"{text}/x", out var reference, out _) && reference.Tag is null && reference.Digest is null && IsRegistry(text, reference))
            return given with { Value = text };
        Report(
            given.Place, $"'{given.Value}' is not a registry",
            "write a host, with a port and a path where there are some, such as 'ghcr.io/team' or 'localhost:5000'");
        return null;
    }

    private Located<string>? Filled(Located<string>? text, IReadOnlyList<FleetVariable> variables) =>
        text is { } given && new Interpolation([], null, variables, _diagnostics).Fill(given) is { } filled ? given with { Value = filled } : null;

    // 'team' alone would read as a repository of Docker Hub.
    private static bool IsRegistry(string text, ImageReference reference) =>
        reference.Registry != ImageReference.DefaultRegistry || text == ImageReference.DefaultRegistry || text.StartsWith(
            ImageReference.DefaultRegistry + "/", StringComparison.Ordinal);

    private static Located<string>? Outside(string? registry) => string.IsNullOrEmpty(registry)
        ? null
        : new(registry, new(SourceText.From(FleetReadOptions.RegistryVariable, registry), new(0, registry.Length)));

    private Located<string>? Named(Located<string>? name, Regex grammar, string what)
    {
        if (name is not { } given || grammar.IsMatch(given.Value))
            return name;
        Report(given.Place, $"'{given.Value}' cannot be {what}", "use lower-case letters and digits, with single '_' or '-' between them");
        return null;
    }

    private void ReportEmpty() => Report(new(source, new(0, 0)), "the file holds nothing", "begin it with 'fleet: NAME' and 'images:'");

    private void Report(SourcePlace place, string message, string? help = null) => _diagnostics.Add(place.Error(message, help));
}
