// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Makes the targets of one image.</summary>
internal sealed class TargetExpansion(FleetFile file, FleetImage image, List<Diagnostic> diagnostics)
{
    private const string DefaultDockerfile = "Dockerfile";

    internal IEnumerable<FleetTarget> Expand()
    {
        var inherited = new ImageSettings { Claims = file.Claims }.Under(Inheritance.Resolve(image, file.Images));
        foreach (var combination in image.Matrix?.Combine() ?? [[]])
        {
            var settings = image.When.Where(variation => variation.Match.All(match => match.Covers(combination)))
                .Aggregate(inherited, (under, variation) => under.Under(variation.Settings));
            var own = Make(combination, image.Overrides.Aggregate(settings, (under, over) => under.Under(over)));
            yield return own with { LeftOutPlatforms = [.. PlatformsOf(settings).Except(own.Platforms)] };
        }
    }

    private IReadOnlyList<Platform> PlatformsOf(ImageSettings settings) => [.. (settings.Platforms ?? file.Platforms).Concat(settings.AddedPlatforms).Select(platform => platform.Value).Distinct()];

    private FleetTarget Make(IReadOnlyList<AxisValue> axes, ImageSettings settings)
    {
        var version = (settings.Version ?? file.Version)?.Value;
        if (version is not null)
            version = new Interpolation(axes, null, file.Variables, diagnostics).Fill(settings.Version ?? file.Version);
        var words = new Interpolation(axes, version, file.Variables, diagnostics);
        var platforms = PlatformsOf(settings);
        if (platforms.Count == 0)
            platforms = [Platform.Host];
        var context = ContextOf(settings, words);
        var target = new FleetTarget
        {
            Name = words.Fill(settings.Name) ?? DefaultName(axes),
            Image = image,
            Axes = axes,
            Description = words.Fill(settings.Description),
            Version = version,
            Context = context,
            Dockerfile = DockerfileOf(settings, words, context, axes),
            InlineDockerfile = settings.DockerfileInline is { } inline ? SourceText.From($"{image.Name.Value}.dockerfile-inline", inline.Value) : null,
            Packages = PackagesOf(settings, words),
            Stage = words.Fill(settings.Target),
            Contexts = ContextsOf(settings, words),
            Args = FillMap(settings.Args, words),
            Labels = FillMap(settings.Labels, words),
            Columns = [.. settings.Columns.Select(column => KeyValuePair.Create(column.Name, words.Fill(column.Value!, column.Place) ?? ""))],
            Annotations = FillMap([.. settings.Annotations.Where(annotation => !TargetBuildExpansion.IsPlaced(annotation))], words),
            Platforms = platforms,
            Cache = settings.Cache?.Value ?? CacheUse.Use,
            Pull = settings.Pull?.Value ?? BasePull.WhenMissing,
            Build = new TargetBuildExpansion(file, words, diagnostics).Expand(settings),
            Links = settings.Links?.Siblings is { } siblings ? [.. siblings.Select(link => words.Fill(link) is { } name ? link with { Value = name } : link)] : null,
        };
        var tags = new TagExpansion(file, image, words, diagnostics).Expand(settings.Tags, target);
        return target with
        {
            Tags = tags.Shared,
            PlatformTags = tags.OfPlatforms,
            Claims = new ClaimExpansion(words, diagnostics).Expand(settings.Claims, platforms),
        };
    }

    private string DefaultName(IReadOnlyList<AxisValue> axes) => axes.Count == 0 ? image.Name.Value : $"{image.Name.Value}({string.Join(",", axes)})";

    private Located<string> ContextOf(ImageSettings settings, Interpolation words)
    {
        var place = settings.Context?.Place ?? image.Name.Place;
        var text = words.Fill(settings.Context) ?? ".";
        if (IsRemote(text))
            Report(place, $"the context '{text}' is remote, which is not supported", "fetch it first and name its folder");
        return new(Path.GetFullPath(text, file.Folder), place);
    }

    // A Dockerfile that stands in the fleet file has a name that no file has, and that each target has for itself.
    private Located<string> DockerfileOf(ImageSettings settings, Interpolation words, Located<string> context, IReadOnlyList<AxisValue> axes) => settings.DockerfileInline is { } inline
        ? new(Path.Combine(context.Value, $"dockerfile-inline of {DefaultName(axes)}"), inline.Place)
        : new(Path.GetFullPath(words.Fill(settings.Dockerfile) ?? DefaultDockerfile, context.Value), settings.Dockerfile?.Place ?? context.Place);

    private PackagesSource? PackagesOf(ImageSettings settings, Interpolation words)
    {
        if (settings.Packages is not { } packages)
            return null;
        foreach (var (word, other) in ((string, Located<string>?)[])[("dockerfile", settings.Dockerfile), ("dockerfile-inline", settings.DockerfileInline), ("target", settings.Target), ("context", settings.Context)])
        {
            if (other is { } both)
                Report(
                    both.Place, $"an image is composed from 'packages' or built from a Dockerfile; it cannot have '{word}' as well",
                    "keep one of them");
        }
        return new PackagesExpansion(file, words, diagnostics).Expand(packages);
    }

    private Dictionary<string, NamedContext> ContextsOf(ImageSettings settings, Interpolation words)
    {
        var contexts = new Dictionary<string, NamedContext>(StringComparer.Ordinal);
        foreach (var (name, value, place) in settings.Contexts)
        {
            if (words.Fill(value!, place) is not { } text)
                continue;
            if (NamedContext.TryParse(text, file.Folder, out var context, out var problem))
                contexts[name] = context;
            else
                Report(place, problem, "write a folder, 'target:' and a sibling, 'docker-image://…', 'oci-layout://…', or an address of git or an archive");
        }
        return contexts;
    }

    private static Dictionary<string, string> FillMap(IReadOnlyList<NamedText> texts, Interpolation words)
    {
        var filled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value, place) in texts)
        {
            if (value is not null && words.Fill(value, place) is { } text)
                filled[name] = text;
        }
        return filled;
    }

    private static bool IsRemote(string text) => text.Contains("://", StringComparison.Ordinal) || text.StartsWith("git@", StringComparison.Ordinal);

    private void Report(SourcePlace place, string message, string? help = null) => diagnostics.Add(place.Error(message, help));
}
