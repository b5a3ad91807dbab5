// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A fleet with its Dockerfiles read, and what stands on what in it.</summary>
public sealed class FleetGraph
{
    private readonly IReadOnlyDictionary<string, SourceText> _dockerfiles;
    private readonly SiblingNames _names;

    private FleetGraph(
        FleetTargets fleet,
        IReadOnlyDictionary<string, SourceText> dockerfiles,
        SiblingNames names,
        IReadOnlyList<FleetLink> links,
        IReadOnlyList<Diagnostic> diagnostics) =>
        (Fleet, _dockerfiles, _names, Links, Diagnostics) = (fleet, dockerfiles, names, links, diagnostics);

    /// <summary>The targets.</summary>
    public FleetTargets Fleet { get; }

    /// <summary>Which target needs which, as the Dockerfiles and contexts say.</summary>
    public IReadOnlyList<FleetLink> Links { get; }

    /// <summary>What is wrong: with the fleet file, with its Dockerfiles, or with what stands on what.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>Whether something is wrong that keeps the fleet from being built.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Reads the Dockerfiles of a fleet and finds its links. Problems of the fleet are problems of the graph too.</summary>
    public static async Task<FleetGraph> LoadAsync(FleetTargets fleet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var diagnostics = new List<Diagnostic>(fleet.Diagnostics);
        var texts = DockerfileTexts.Read(fleet, diagnostics);
        var models = texts.ToDictionary(text => text.Key, text => DockerfileModel.Parse(text.Value), StringComparer.Ordinal);
        diagnostics.AddRange(models.Values.SelectMany(model => model.Diagnostics));
        var names = new SiblingNames(fleet);
        var links = fleet.Targets.SelectMany(target => FindLinks(fleet, target, models, names, diagnostics))
            .GroupBy(link => (link.From.Name, link.To.Name))
            .Select(group => group.First() with { Platforms = [.. group.SelectMany(link => link.Platforms).Distinct()] }).ToList();
        diagnostics.AddRange(LinkCycles.Find(fleet.Targets, links));
        diagnostics.AddRange(PlatformGaps.Find(links));
        return new(fleet, texts, names, links, diagnostics);
    }

    /// <summary>What some targets need beside themselves, through however many others, in the order of the file.</summary>
    public IReadOnlyList<FleetTarget> NeededBy(IReadOnlyList<FleetTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var found = new HashSet<FleetTarget>(targets, ReferenceEqualityComparer.Instance);
        var left = new Queue<FleetTarget>(targets);
        while (left.TryDequeue(out var target))
        {
            foreach (var link in Links.Where(link => ReferenceEquals(link.From, target) && found.Add(link.To)))
                left.Enqueue(link.To);
        }
        return [.. Fleet.Targets.Where(target => found.Contains(target) && !targets.Contains(target))];
    }

    /// <summary>The Dockerfile of a target; null of an image that is composed from packages.</summary>
    internal DockerfileModel? DockerfileOf(FleetTarget target) =>
        target.Packages is null && _dockerfiles.TryGetValue(target.Dockerfile.Value, out var text) ? DockerfileModel.Parse(text) : null;

    /// <summary>The target that a name in a target's Dockerfile means; null where it is none of the fleet.</summary>
    internal FleetTarget? FindSibling(string name, FleetTarget target) =>
        target.Contexts.TryGetValue(name, out var context) ? context is TargetContext { Target: var wanted } ? Fleet.Find(wanted) : null
        : _names.Find(name, target) is { } sibling && Fleet.LinkedTo(target)?.Contains(sibling.Name) != false ? sibling : null;

    /// <summary>One request for all of the targets; what they need beside is built as far as it is needed.</summary>
    /// <exception cref="InvalidOperationException">The graph has errors.</exception>
    public BuildRequest ToRequest(IReadOnlyList<FleetTarget> targets, BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (HasErrors)
            throw new InvalidOperationException("A fleet with errors cannot be built; show its diagnostics.");
        var siblings = NeededBy(targets);
        var included = targets.Concat(siblings).Select(target => target.Name).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            Targets = [.. targets.Select(ToTarget)],
            Siblings = [.. siblings.Select(ToTarget)],
            Links = _names.All.Where(name => included.Contains(name.Value.Name)).ToDictionary(
                name => name.Key, name => name.Value.Name, StringComparer.Ordinal),
            Options = options with
            {
                CacheImports = [.. options.CacheImports.Concat(targets.SelectMany(static target => target.Build?.CacheImports ?? [])).Distinct()],
                CacheExports = [.. options.CacheExports.Concat(targets.SelectMany(static target => target.Build?.CacheExports ?? [])).Distinct()],
            },
        };
    }

    /// <summary>The names of other images in a target's Dockerfile that its contexts don't explain, each with the sibling that it means; null is none.</summary>
    internal IReadOnlyList<(NameUse Use, FleetTarget? Sibling)> UsesOf(FleetTarget target)
    {
        if (target.Packages is not null)
            return [];
        var allowed = Fleet.LinkedTo(target);
        var model = DockerfileModel.Parse(_dockerfiles[target.Dockerfile.Value]);
        return
        [
            .. target.Platforms.SelectMany(platform => DockerfileNames.Find(model, target, platform)).Distinct()
                .Where(use => !target.Contexts.Keys.Contains(use.Name, StringComparer.OrdinalIgnoreCase))
                .Select(use => (use, _names.Find(use.Name, target) is { } sibling && allowed?.Contains(sibling.Name) != false ? sibling : null)),
        ];
    }

    private BuildTarget ToTarget(FleetTarget target) => Told(target.Build, new()
    {
        Name = target.Name,
        Source = target.Packages is { } packages ? packages
            : new DockerfileSource(_dockerfiles[target.Dockerfile.Value]) { File = target.InlineDockerfile is null ? target.Dockerfile.Value : null },
        Context = target.Packages is null ? target.Context.Value : null,
        Contexts = target.Contexts,
        Stage = target.Stage,
        Args = target.Args,
        Labels = target.Labels,
        Annotations = target.Annotations,
        Platforms = target.Platforms,
        Tags = target.Tags,
        PlatformNames = [.. target.PlatformTags.Select(tag => new PlatformName(tag.Platform, tag.Reference))],
        LinkedTargets = Fleet.LinkedTo(target),
        NoCache = target.Cache == CacheUse.Ignore,
        Pull = target.Pull == BasePull.Always,
    });

    private static BuildTarget Told(FleetTargetBuild? build, BuildTarget target) => build is null ? target : target with
    {
        Outputs = build.Outputs.Count == 0 ? target.Outputs : build.Outputs,
        Secrets = build.Secrets,
        SshAgents = build.SshAgents,
        Network = build.Network,
        ExtraHosts = build.ExtraHosts,
        NoCacheStages = build.NoCacheStages,
        PlacedAnnotations = build.Annotations,
    };

    private static IEnumerable<FleetLink> FindLinks(
        FleetTargets fleet, FleetTarget target, Dictionary<string, DockerfileModel> models, SiblingNames names, List<Diagnostic> diagnostics)
    {
        var replaced = new Dictionary<string, FleetLink?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, context) in target.Contexts)
        {
            replaced[name] = null;
            if (context is TargetContext { Target: var wanted } && FindContext(fleet, target, wanted, diagnostics) is { } sibling)
                yield return replaced[name] = new(target, sibling, wanted, PlaceOf(target, name));
        }
        var allowed = fleet.LinkedTo(target);
        if (target.Packages is not null || !models.TryGetValue(target.Dockerfile.Value, out var model))
            yield break;
        foreach (var use in target.Platforms.SelectMany(platform => DockerfileNames.Find(model, target, platform)).Distinct())
        {
            IReadOnlyList<Platform> platforms = use.Platform is { } platform ? [platform] : [];
            if (replaced.TryGetValue(use.Name, out var context))
            {
                if (context is not null)
                    yield return context with { Platforms = platforms };
            }
            else if (names.Find(use.Name, target) is { } sibling && allowed?.Contains(sibling.Name) != false)
            {
                yield return new(target, sibling, use.Name, use.Place) { Platforms = platforms };
            }
        }
    }

    private static FleetTarget? FindContext(FleetTargets fleet, FleetTarget target, string wanted, List<Diagnostic> diagnostics)
    {
        var found = fleet.Find(wanted);
        if (found is not null && found != target)
            return found;
        var place = PlaceOf(target, wanted);
        diagnostics.Add(found is null
            ? place.Error(
                $"'{target.Name}' names the context 'target:{wanted}', and there is no such target",
                Suggestion.Help(wanted, fleet.Targets.Select(own => own.Name)))
            : place.Error($"'{target.Name}' names itself as a context"));
        return null;
    }

    private static SourcePlace PlaceOf(FleetTarget target, string context) =>
        target.Image.Settings.Contexts.FirstOrDefault(own => own.Name == context || own.Value == $"target:{context}")?.Place ?? target.Image.Name.Place;
}
