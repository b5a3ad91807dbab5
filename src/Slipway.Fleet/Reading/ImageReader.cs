// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads an image of a fleet file.</summary>
internal sealed class ImageReader(List<Diagnostic> diagnostics)
{
    internal FleetImage Read(Located<string> name, YamlValue value, IReadOnlyList<ImageSettings> overrides)
    {
        var image = new FleetImage { Name = name, Settings = ImageSettings.Empty, Overrides = overrides };
        if (FieldReader.Open(value, "an image", diagnostics) is not { } fields)
            return image;
        var axes = fields.Take("matrix");
        var matrix = axes is null ? null : new MatrixReader(diagnostics).Read(axes);
        image = image with
        {
            Inherits = fields.Texts("inherits") ?? [],
            Matrix = matrix,
            Settings = ReadSettings(fields),
            When = fields.Take("when") is { } when ? ReadWhen(when, matrix, axes is null ? name.Value : null) : [],
        };
        foreach (var (word, help) in BakeWords.Image)
            fields.Refuse(word, help);
        fields.Finish();
        return image;
    }

    /// <summary>The settings that an image and an entry of its <c>when</c> both have.</summary>
    internal ImageSettings ReadSettings(FieldReader fields) => new()
    {
        Description = fields.Text("description"),
        Version = fields.Text("version"),
        Name = fields.Text("name"),
        Context = fields.Text("context"),
        Dockerfile = fields.Text("dockerfile"),
        DockerfileInline = ReadInline(fields),
        Packages = fields.Take("packages") is { } packages ? new PackagesReader(diagnostics).Read(packages) : null,
        Target = fields.Text("target"),
        Contexts = fields.Map("contexts"),
        Args = fields.Map("args", MapNulls.Unset),
        Labels = fields.Map("labels", MapNulls.Unset),
        Annotations = ReadAnnotations(fields),
        Columns = fields.Map("columns"),
        Tags = fields.Texts("tags"),
        Platforms = fields.Texts("platforms", text => ReadPlatform(text, fields)),
        Cache = fields.Switch("no-cache", CacheUse.Ignore, CacheUse.Use),
        Pull = fields.Switch("pull", BasePull.Always, BasePull.WhenMissing),
        CacheImports = new EntryReader(diagnostics).Caches(fields, "cache-from"),
        CacheExports = new EntryReader(diagnostics).Caches(fields, "cache-to"),
        NoCacheStages = fields.Texts("no-cache-filter"),
        Network = fields.Text("network") is { } network ? ReadNetwork(network, fields) : null,
        ExtraHosts = fields.Map("extra-hosts"),
        Secrets = new EntryReader(diagnostics).Secrets(fields),
        SshAgents = new EntryReader(diagnostics).Agents(fields),
        Outputs = new EntryReader(diagnostics).Outputs(fields),
        Links = ReadLinks(fields),
        Claims = fields.Take("claims") is { } claims ? new ClaimsReader(diagnostics).Read(claims) : ClaimSettings.Empty,
    };

    internal static Located<Platform>? ReadPlatform(Located<string> text, FieldReader fields)
    {
        if (Platform.TryParse(text.Value, out var platform))
            return new(platform, text.Place);
        fields.Report(text.Place, $"'{text.Value}' is not a platform", PlatformHelp.For(text.Value));
        return null;
    }

    // Bake writes a list of [PLACE:]KEY=VALUE; a map says the same, and merges by key.
    private static IReadOnlyList<NamedText> ReadAnnotations(FieldReader fields)
    {
        if (fields.Take("annotations") is not YamlList)
            return fields.Map("annotations", MapNulls.Unset);
        var annotations = new List<NamedText>();
        foreach (var text in fields.Texts("annotations") ?? [])
        {
            var equals = text.Value.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                annotations.Add(new(text.Value[..equals], text.Value[(equals + 1)..], text.Place));
            else
                fields.Report(text.Place, $"'{text.Value}' is not an annotation", "write KEY=VALUE, with a place before it where it isn't the manifest's, such as 'index:KEY=VALUE'");
        }
        return annotations;
    }

    private static Located<string>? ReadInline(FieldReader fields)
    {
        var text = fields.Text("dockerfile-inline");
        if (text is not null && fields.Take("dockerfile") is { } file)
            fields.Report(file, "the Dockerfile is a file or stands in 'dockerfile-inline'; it cannot be both", "keep one of them");
        return text;
    }

    private static Located<StepNetwork>? ReadNetwork(Located<string> text, FieldReader fields)
    {
        switch (text.Value)
        {
            case "host":
                return new(StepNetwork.Host, text.Place);
            case "default":
                return new(StepNetwork.Default, text.Place);
            case "none":
                return new(StepNetwork.None, text.Place);
            default:
                fields.Report(text.Place, $"'{text.Value}' is not a network that steps can have", Choice.Help(text.Value, ["host", "none"], "write one of"));
                return null;
        }
    }

    // 'all' is what is so anyway, said over something else that was inherited.
    private static LinkSetting? ReadLinks(FieldReader fields)
    {
        if (fields.Take("links") is not { } value || fields.Texts("links") is not { } texts)
            return null;
        return value is YamlScalar { Text: "all" } ? new(null, value.Place) : new(value is YamlScalar { Text: "none" } ? [] : texts, value.Place);
    }

    private List<ImageVariation> ReadWhen(YamlValue value, FleetMatrix? matrix, string? imageWithoutMatrix)
    {
        var variations = new List<ImageVariation>();
        if (value is not YamlList list)
        {
            Report(value, $"'when' is a list of entries with 'match', not {value.Kind}", "write '- match: { axis: value }' below it, and what is said of those");
            return variations;
        }
        if (imageWithoutMatrix is not null)
            Report(value, $"'{imageWithoutMatrix}' has no matrix, so nothing can match", "give it a 'matrix:', or say this of the image itself");
        foreach (var item in list.Items)
        {
            if (FieldReader.Open(item, "an entry of 'when'", diagnostics) is not { } fields)
                continue;
            var match = fields.Take("match");
            var rule = match is null ? null : MatrixReader.ReadMatch(match, "'match'", diagnostics);
            if (match is null)
                Report(item, "an entry of 'when' says nothing to match", "add 'match: { axis: value }'");
            var settings = ReadSettings(fields);
            foreach (var (word, help) in BakeWords.Image)
                fields.Refuse(word, help);
            foreach (var word in (string[])["matrix", "inherits", "when"])
                fields.Refuse(word, "it holds for the whole image; say it there");
            fields.Finish();
            if (rule is not null && matrix is not null && new MatrixReader(diagnostics).Check(rule, matrix))
                variations.Add(new(rule, settings, item.Place));
        }
        return variations;
    }

    private void Report(YamlValue value, string message, string? help = null) =>
        diagnostics.Add(value.Place.Error(message, help));
}
