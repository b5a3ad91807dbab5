// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>
/// The contexts that make names in Dockerfiles mean to BuildKit what they mean here: siblings, images composed from packages, and images that the local store has,
/// which BuildKit can't see.
/// </summary>
/// <param name="work">The work.</param>
/// <param name="store">The local store.</param>
/// <param name="composed">What composed targets came to, by name.</param>
/// <param name="folder">Where views of other layouts are put.</param>
internal sealed class BuildxContexts(BuildxWork work, OciLayout store, IReadOnlyDictionary<string, Descriptor> composed, BuildxFolder folder)
{
    /// <summary>A target's contexts by the names that BuildKit looks for.</summary>
    public SortedDictionary<string, string> Of(FleetTarget target)
    {
        var contexts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (use, sibling) in work.Graph.UsesOf(target))
        {
            if (sibling is not null)
                contexts[KeyOf(use.Name)] = ForSibling(sibling);
            else if (FromStore(use.Name, target, use.Platform is { } platform ? [platform] : target.Platforms) is { } stored && !contexts.ContainsKey(KeyOf(use.Name)))
                contexts[KeyOf(use.Name)] = stored;
        }
        foreach (var (name, context) in target.Contexts)
            contexts[KeyOf(name)] = TextOf(context, target);
        return contexts;
    }

    /// <summary>A name as BuildKit compares it: an image's as people write it, without <c>:latest</c>; any other in lower case.</summary>
    public static string KeyOf(string name)
    {
        var (plain, platform) = name.IndexOf("::", StringComparison.Ordinal) is >= 0 and var at ? (name[..at], name[at..]) : (name, "");
        if (!ImageReference.TryParse(plain, out var reference, out _))
            return plain.ToLowerInvariant() + platform;
        var familiar = reference.Familiar;
        return (reference.Digest is null && familiar.EndsWith(":latest", StringComparison.Ordinal) ? familiar[..^":latest".Length] : familiar) + platform;
    }

    private string ForSibling(FleetTarget sibling) => sibling.Packages is null ? $"target:{work.NameOf(sibling)}" : InStore(composed[sibling.Name]);

    private string InStore(Descriptor image) => $"oci-layout://{store.Root}@{image.Digest}";

    private string TextOf(NamedContext context, FleetTarget target) => context switch
    {
        TargetContext { Target: var name } => ForSibling(work.Graph.Fleet.Find(name)!),
        LocalContext { Folder: var path } => path,
        ImageContext { Reference: var reference } => FromStore(reference.ToString(), target, target.Platforms) ?? $"docker-image://{reference.Familiar}",
        LayoutContext layout => View(layout),
        GitContext { Source: var source } => source.ToString(),
        HttpContext { Address: var address } => address.OriginalString,
        _ => throw new InvalidOperationException($"Nothing hands over a {context.GetType().Name}."),
    };

    // What isn't here in full BuildKit finds at its registry, as we would.
    private string? FromStore(string name, FleetTarget target, IReadOnlyList<Platform> platforms) =>
        target.Pull != BasePull.Always && ImageReference.TryParse(name, out var reference, out _) && store.Resolve(reference.WithDefaultTag()) is { } image
            && platforms.All(platform => Find(image, platform) is { } found && found.Config.Platform.Normalised().Satisfies(platform.Normalised()) && store.FindMissing(found.Manifest.Descriptor) is null) ? InStore(image) : null;

    private StoredImage? Find(Descriptor image, Platform platform)
    {
        try
        {
            return store.ReadImage(image, platform);
        }
        catch (IOException)
        {
            return null; // an index speaks of it, and it isn't here
        }
    }

    // buildx makes a folder in each layout that it reads: it gets a view of it, so that nothing is written into the user's.
    private string View(LayoutContext layout)
    {
        var view = folder[$"layout-{Guid.NewGuid():N}"];
        Directory.CreateDirectory(view);
        File.CreateSymbolicLink(Path.Combine(view, "blobs"), Path.Combine(layout.Folder, "blobs"));
        foreach (var file in (string[])["oci-layout", "index.json"])
            File.CreateSymbolicLink(Path.Combine(view, file), Path.Combine(layout.Folder, file));
        var digest = layout.Digest;
        if (digest is null && layout.Tag is null)
        {
            using var foreign = ForeignLayout.Open(layout.Folder);
            digest = foreign.Index.Manifests[0].Digest;
        }
        return $"oci-layout://{view}{(layout.Tag is null ? "" : $":{layout.Tag}")}{(digest is null ? "" : $"@{digest}")}";
    }
}
