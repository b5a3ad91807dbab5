// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Makes targets of a fleet of what Bake's files ask for. What the build cannot do is refused by name, where it is said.</summary>
internal sealed class BakeFleet
{
    // What the file says, what it would need, and what to do instead.
    private static readonly (string Field, string Help)[] Refused =
    [
        ("shm-size", "leave it out; steps have the host's /dev/shm size"),
        ("ulimits", "leave it out; slipway build has limits for all steps: --memory, --step-timeout"),
        ("resources", "leave it out; slipway build has limits for all steps: --memory, --step-timeout"),
        ("policy", "leave it out, and let 'slipway verify' prove claims"),
    ];

    private readonly BakeSelection _selection;
    private readonly List<Diagnostic> _diagnostics = [];

    private BakeFleet(BakeSelection selection) => _selection = selection;

    private BakeReadOptions Options => _selection.Definition.Options;

    internal static FleetTargets Make(BakeSelection selection)
    {
        var fleet = new BakeFleet(selection);
        var file = new FleetFile
        {
            Source = selection.Definition.Files[0].Source,
            Folder = selection.Definition.Options.Folder,
        };
        var targets = selection.Definition.TargetNames.Where(selection.Targets.ContainsKey).Select(name => fleet.Make(selection.Targets[name])).ToList();
        return FleetTargets.Create(file with { Images = [.. targets.Select(static target => target.Image)] }, targets, [.. fleet._diagnostics.Distinct()]);
    }

    private FleetTarget Make(BakeTarget target)
    {
        foreach (var (field, help) in Refused.Where(refused => HasSaid(target, refused.Field)))
            Report(target, field, $"'{field}' of '{target.Name}' is not supported when it is built", string.Format(null, help, target.Name));
        var isInline = target.Text("dockerfile-inline") is not null;
        var context = Context(target);
        return new()
        {
            Name = target.Name,
            Image = Image(target),
            Description = target.Text("description"),
            Context = new(context, target.PlaceOf("context")),
            Dockerfile = isInline
                ? new(Path.Combine(context, $"dockerfile-inline of {target.Name}"), target.PlaceOf("dockerfile-inline"))
                : new(Path.GetFullPath(BakePaths.WithoutLocal(target.Text("dockerfile") is { Length: > 0 } named ? named : "Dockerfile"), context), target.PlaceOf("dockerfile")),
            InlineDockerfile = isInline ? SourceText.From($"{target.Name}.dockerfile-inline", target.Text("dockerfile-inline")!) : null,
            Stage = target.Text("target") is { Length: > 0 } stage ? stage : null,
            Contexts = Contexts(target),
            Args = target.Map("args").ToDictionary(StringComparer.Ordinal),
            Labels = target.Map("labels").ToDictionary(StringComparer.Ordinal),
            Tags = [.. target.Texts("tags").Select(tag => Tag(target, tag)).OfType<ImageReference>().Distinct()],
            Platforms = Platforms(target),
            Cache = target.Flag("no-cache") == true ? CacheUse.Ignore : CacheUse.Use,
            Pull = target.Flag("pull") == true ? BasePull.Always : BasePull.WhenMissing,
            Build = new BakeBuildReader(target, Options, _diagnostics).Read(),
        };
    }

    private static bool HasSaid(BakeTarget target, string field) => target[field]?.Value is { IsNull: false } value
        && (value.IsSequence ? value.Elements.Count > 0 : value.IsMapping ? value.Entries.Count > 0 : value.AsString.Length > 0);

    private static FleetImage Image(BakeTarget target) => new()
    {
        Name = new(target.Name, target.Place),
        Settings = ImageSettings.Empty with { Contexts = [.. target.Map("contexts").Select(pair => new NamedText(pair.Key, pair.Value, target.PlaceOf("contexts")))] },
    };

    private string Context(BakeTarget target)
    {
        var path = target.Text("context")!;
        if (BakePaths.IsRemote(path))
            Report(target, "context", $"the context '{path}' of '{target.Name}' is remote, which a fleet cannot build from", $"fetch it first and name its folder, or build it by itself: slipway build '{path}'");
        return BakePaths.IsRemote(path) ? Options.Folder : Path.GetFullPath(path, Options.Folder);
    }

    private Dictionary<string, NamedContext> Contexts(BakeTarget target)
    {
        var contexts = new Dictionary<string, NamedContext>(StringComparer.Ordinal);
        foreach (var (name, text) in target.Map("contexts"))
        {
            if (NamedContext.TryParse(BakePaths.WithoutLocal(text), Options.Folder, out var context, out var problem))
                contexts[name] = context;
            else
                Report(target, "contexts", problem);
        }
        return contexts;
    }

    private ImageReference? Tag(BakeTarget target, string text)
    {
        if (ImageReference.TryParse(text, out var reference, out var problem) && reference.Digest is null)
            return reference.WithDefaultTag();
        Report(target, "tags", $"'{text}' is not a name for an image: {(reference is null ? problem.Message : "no build can promise a digest")}", reference is null ? problem.Help : "name a tag");
        return null;
    }

    private IReadOnlyList<Platform> Platforms(BakeTarget target)
    {
        var platforms = new List<Platform>();
        // As --platform, a text may name several.
        foreach (var text in target.Texts("platforms").SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (Platform.TryParse(text, out var platform))
                platforms.Add(platform);
            else
                Report(target, "platforms", $"'{text}' is not a platform", PlatformHelp.For(text));
        }
        return platforms.Count == 0 ? [Platform.Host] : [.. platforms.Distinct()];
    }

    private void Report(BakeTarget target, string field, string message, string? help = null) => _diagnostics.Add(target.PlaceOf(field).Error(message, help));
}
