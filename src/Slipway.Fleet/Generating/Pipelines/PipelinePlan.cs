// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>What a pipeline does, whatever it is written in: which images, in which order, with which caches, to which registries.</summary>
internal sealed record PipelinePlan
{
    private const string EdgeTag = "edge";

    /// <summary>The images, each layer after those that it needs.</summary>
    internal required IReadOnlyList<IReadOnlyList<PipelineImage>> Layers { get; init; }

    /// <summary>The registries that are logged in to.</summary>
    internal required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The scripts of its jobs.</summary>
    internal required PipelineScripts Scripts { get; init; }

    /// <summary>Whether a platform is built on machines of another.</summary>
    internal bool Emulates => Images.Any(static image => image.Platforms.Any(static platform => platform.Architecture is not ("amd64" or "386" or "arm64")));

    internal IEnumerable<PipelineImage> Images => Layers.SelectMany(static layer => layer);

    /// <summary>Plans; null, with the reasons, where there can be no pipeline.</summary>
    internal static PipelinePlan? Make(FleetGraph graph, IReadOnlyList<FleetTarget> targets, PipelineOptions options, List<Diagnostic> diagnostics, List<string> notes)
    {
        var file = graph.Fleet.File;
        var folder = Path.GetRelativePath(options.Folder, file.Folder);
        if (folder == ".." || folder.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(folder))
        {
            diagnostics.Add(Diagnostic.Error(file.Source, new(0, 0), $"the fleet's folder '{file.Folder}' is not below '{options.Folder}', where the pipeline would run", "name the repository's folder with --output"));
            return null;
        }
        var all = graph.Fleet.Targets.Where(target => targets.Contains(target) || graph.NeededBy(targets).Contains(target)).ToList();
        foreach (var compared in all.SelectMany(target => ComparedWith(graph, target)).Distinct().Where(target => !all.Contains(target)).ToList())
            all.AddRange(graph.NeededBy([compared]).Append(compared).Except(all));
        all = [.. graph.Fleet.Targets.Where(all.Contains)];
        var registry = options.Registry ?? file.Registry?.Value ?? all.SelectMany(static target => target.Tags).Where(IsPublishable).Select(static tag => NamespaceOf(tag)).FirstOrDefault();
        if (registry is null)
        {
            diagnostics.Add(Diagnostic.Error(file.Source, new(0, 0), "nothing says which registry a pipeline keeps caches in and publishes to", "write 'registry: ghcr.io/you' into the fleet file, or give --registry"));
            return null;
        }
        var names = TargetNames.Of(all);
        var needs = all.ToDictionary(static target => target, target => NeedsOf(graph, target), ReferenceEqualityComparer.Instance as IEqualityComparer<FleetTarget>);
        var images = all.ConvertAll(target => Image(target, registry, names, needs, options.Language));
        foreach (var image in images.Where(static image => !image.IsPublished))
            notes.Add($"{image.Target.Name} is built and not published: no tag of it is in a registry of yours");
        return new()
        {
            Layers = Order(images),
            Hosts = [.. images.Where(static image => image.IsPublished).SelectMany(static image => image.Target.Tags).Where(IsPublishable).Select(static tag => tag.Registry).Prepend(registry.Split('/')[0]).Distinct()],
            Scripts = new(folder == "." ? "." : $"./{folder}", options with { Registry = options.Registry ?? (options.Language == FleetLanguage.Own && file.Registry is null ? registry : null) }),
        };
    }

    // Docker Hub's own images are nobody's to publish: such a tag is for FROM.
    private static bool IsPublishable(ImageReference tag) => tag.Registry != ImageReference.DefaultRegistry || !tag.Repository.ToString().StartsWith("library/", StringComparison.Ordinal);

    private static string NamespaceOf(ImageReference tag) => tag.Name[..tag.Name.LastIndexOf('/')];

    private static List<FleetTarget> ComparedWith(FleetGraph graph, FleetTarget target) =>
        [.. target.Claims.OfType<ComparisonClaim>().Select(claim => Siblings.Resolve(graph.Fleet, target, claim, null)).OfType<ComparedTarget>().Select(static compared => compared.Target).Distinct()];

    private static (List<FleetTarget> Built, List<FleetTarget> Compared) NeedsOf(FleetGraph graph, FleetTarget target)
    {
        var compared = ComparedWith(graph, target);
        return ([.. graph.NeededBy([target, .. compared]).Concat(compared).Distinct()], compared);
    }

    private static PipelineImage Image(
        FleetTarget target, string registry, IReadOnlyDictionary<string, string> names, Dictionary<FleetTarget, (List<FleetTarget> Built, List<FleetTarget> Compared)> needs, FleetLanguage language)
    {
        string CacheOf(FleetTarget one) => $"{(one.Tags.FirstOrDefault(IsPublishable) is { } tag ? tag.Name : $"{registry}/{TargetNames.Clean(one.Image.Name.Value)}")}:cache-{names[one.Name]}";
        var (built, compared) = needs[target];
        return new()
        {
            Target = target,
            Name = names[target.Name],
            Needs = [.. built.Where(need => need != target).Select(need => names[need.Name])],
            Caches = [.. built.Prepend(target).Distinct().Select(CacheOf)],
            Beside = [.. compared.Select(static one => one.Name)],
            Edge = target.Tags.FirstOrDefault(IsPublishable) is { } published ? EdgeOf(target, published, names, language) : "",
        };
    }

    // One setting for all variants of an image, whose tags must differ.
    private static string EdgeOf(FleetTarget target, ImageReference tag, IReadOnlyDictionary<string, string> names, FleetLanguage language) => language == FleetLanguage.Own
        ? $"{target.Image.Name.Value}.tags={tag.Name}:{string.Join('-', [EdgeTag, .. target.Axes.Select(static axis => $"{{{axis.Axis}}}")])}"
        : $"{target.Name}.tags={tag.Name}:{EdgeTag}-{names[target.Name]}";

    private static List<IReadOnlyList<PipelineImage>> Order(List<PipelineImage> images)
    {
        var layers = new List<IReadOnlyList<PipelineImage>>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (done.Count < images.Count)
        {
            var ready = images.FindAll(image => !done.Contains(image.Name) && image.Needs.All(done.Contains));
            // Two that compare themselves with each other are built together.
            if (ready.Count == 0)
                ready = images.FindAll(image => !done.Contains(image.Name));
            done.UnionWith(ready.Select(static image => image.Name));
            layers.Add(ready);
        }
        return layers;
    }
}
