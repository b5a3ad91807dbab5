// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Finds what a fleet asks of its build that can't be handed to buildx, before anything is started.</summary>
internal sealed class BuildxRefusals(BuildxWork work)
{
    private readonly List<string> _found = [];

    /// <summary>What is refused, each a clause with its remedy.</summary>
    public static IReadOnlyList<string> Find(BuildxWork work)
    {
        var refusals = new BuildxRefusals(work);
        foreach (var target in work.Baked)
            refusals.Look(target);
        refusals.LookAtCaches();
        return refusals._found;
    }

    private void Look(FleetTarget target)
    {
        foreach (var output in target.Build?.Outputs ?? [])
        {
            if (work.IsAsked(target) && ProblemOf(output) is { } problem)
                Refuse(target, problem);
        }
        if (work.IsAsked(target) && target.Tags.Count == 0 && target.Build?.Outputs.OfType<ImageStoreOutput>().Any(static output => output is { Push: not PushKind.None, Names: [] }) == true)
            Refuse(target, "the image is to be pushed and has no name; give it tags");
        foreach (var annotation in BuildxDefinition.AnnotationsOf(target).Where(one => IsLost(one, target)))
            Refuse(target, $"the annotation '{annotation.Key}' stands beside the image and not in it, and does not come back from BuildKit; annotate the manifest or the index");
        foreach (var (name, context) in target.Contexts)
        {
            if (ProblemOf(context, name, target) is { } problem)
                Refuse(target, problem);
        }
        foreach (var (use, sibling) in work.Graph.UsesOf(target))
        {
            if (sibling is not null && !ImageReference.TryParse(use.Name, out _, out _))
                Refuse(target, $"its Dockerfile calls '{sibling.Name}' by a name that BuildKit takes for none of an image ({use.Place}); name one of its tags");
        }
    }

    private static string? ProblemOf(BuildOutput output) => output switch
    {
        ImageStoreOutput { Compression: not null } => "an output with a compression of its own is written by our own engine; leave the compression out",
        ImageStoreOutput or CacheOnlyOutput => null,
        LocalOutput => "an output of the type 'local' is written by our own engine; let the image come to the local store, then: slipway export",
        TarOutput => "an output of the type 'tar' is written by our own engine; let the image come to the local store, then: slipway export",
        DockerEngineOutput => "handing images to a Docker Engine is our own engine's; let the image come to the local store, then: slipway save NAME | docker load",
        _ => "an output of an archive is written by our own engine; let the image come to the local store, then: slipway save",
    };

    // Descriptors of the archive's own list, which the store doesn't keep.
    private static bool IsLost(PlacedAnnotation annotation, FleetTarget target) =>
        annotation.Place == AnnotationPlace.IndexDescriptor || (annotation.Place == AnnotationPlace.ManifestDescriptor && target.Platforms.Count == 1);

    private static string? ProblemOf(NamedContext context, string name, FleetTarget target)
    {
        switch (context)
        {
            case GitContext { Source: { Checksum: not null } or { KeepsGitFolder: not null } or { HasSubmodules: false } or { HasCheckoutTimes: true } or { TrustsChecksum: true } }:
                return $"the context '{name}' asks of git what only newer builders know; write it as ADDRESS#REF:FOLDER";
            case GitContext when target.Image.Settings.Contexts.Any(own => own.Name == name && HasPassword(own.Value)):
                return $"the context '{name}' holds a password in its address; give it as a secret GIT_AUTH_TOKEN";
            case LayoutContext { Tag: null, Digest: null } layout:
                return ProblemOf(layout, name);
            default:
                return null;
        }
    }

    private static string? ProblemOf(LayoutContext layout, string name)
    {
        try
        {
            using var foreign = ForeignLayout.Open(layout.Folder);
            return foreign.Index.Manifests.DistinctBy(static one => one.Digest).Count() is var count and not 1
                ? $"the OCI layout '{layout.Folder}' of the context '{name}' holds {count} images; name one: oci-layout://{layout.Folder}:<tag>" : null;
        }
        catch (IOException problem)
        {
            return $"the context '{name}' is no OCI layout that can be read: {problem.Message.TrimEnd('.')}";
        }
    }

    private static bool HasPassword(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length > 0;

    // BuildKit keeps a cache for each target, and writes the one over the other.
    private void LookAtCaches()
    {
        var shared = work.Asked.SelectMany(target => BuildxDefinition.ExportsOf(work, target).Select(export => (target, export)))
            .Where(static one => one.export.Place is not CachePlace.InImages).GroupBy(static one => one.export.Place).Where(static place => place.Count() > 1);
        foreach (var place in shared)
            _found.Add($"the cache '{place.Key}' is carried of {string.Join(" and ", place.Take(2).Select(static one => $"'{one.target.Name}'"))}{(place.Count() > 2 ? $" and {place.Count() - 2} more" : "")}, "
                + "and BuildKit writes the cache of one over that of the other; give each image a 'cache-to' of its own");
    }

    private void Refuse(FleetTarget target, string why) => _found.Add($"'{target.Name}' can't be handed to buildx: {why}");
}
