// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>
/// Finds what a word of the command line names in the local store: a reference, or the beginning of a digest, be it of a manifest, of an index or of
/// a configuration (which is what Docker calls an image's id).
/// </summary>
internal static class ImageLookup
{
    private const int ShortestPrefix = 4;
    private const int ShownNames = 5;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What a word names among the images and indexes that the store lists.</summary>
    /// <exception cref="CommandException">Nothing, or more than one thing.</exception>
    public static (ImageReference? Name, Descriptor Descriptor) Find(OciLayout store, string word) => TryFind(store, word, withPlatforms: false)
        ?? throw Missing(store, word);

    /// <summary>What a word names, be it an image that an index holds.</summary>
    /// <exception cref="CommandException">Nothing, or more than one thing.</exception>
    public static Descriptor FindAny(OciLayout store, string word) => (TryFind(store, word, withPlatforms: true) ?? throw Missing(store, word)).Descriptor;

    /// <summary>The image that a word names, for a platform: the one asked for, else this machine's.</summary>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public static (Descriptor Descriptor, StoredImage Image) Read(OciLayout store, string word, Platform? platform)
    {
        var (_, descriptor) = TryFind(store, word, withPlatforms: true) ?? throw Missing(store, word);
        var image = store.ReadImage(descriptor, platform ?? Platform.Host);
        if (image is null)
        {
            var platforms = string.Join(", ", Platforms(store.ReadManifest(descriptor).Index!));
            throw CommandException.No($"'{word}' has no image for {platform ?? Platform.Host}; it has {platforms}", "choose one with --platform");
        }
        return platform is null || image.Config.Platform.RunsOn(platform) ? (descriptor, image)
            : throw CommandException.No($"'{word}' is for {image.Config.Platform}, not for {platform}");
    }

    /// <summary>The platforms of an index's images; attestations and the like, of <c>unknown/unknown</c>, are none.</summary>
    public static IEnumerable<Platform> Platforms(ImageIndex index) =>
        index.Manifests.Select(static manifest => manifest.Platform).OfType<Platform>().Where(static platform => !platform.IsUnknown);

    /// <summary>What Docker calls the id: of an image the digest of its configuration, of an index its own.</summary>
    public static Digest IdOf(OciLayout store, Descriptor descriptor) =>
        MediaTypes.IsIndex(descriptor.MediaType) ? descriptor.Digest : store.ReadManifest(descriptor).Image!.Config.Digest;

    private static (ImageReference? Name, Descriptor Descriptor)? TryFind(OciLayout store, string word, bool withPlatforms)
    {
        if (ImageReference.TryParse(word, out var reference, out var problem) && store.Resolve(reference) is { } named)
            return (reference.WithDefaultTag(), named);
        var found = Prefix(word) is var (algorithm, hex) && hex.Length >= ShortestPrefix ? FindById(store, algorithm, hex, withPlatforms) : [];
        return found switch
        {
            [var only] => (null, only),
            { Count: > 1 } => throw CommandException.Usage($"'{word}' begins the digests of {found.Count} images; write more of it."),
            _ when reference is null && Prefix(word) is null => throw CommandException.Usage($"'{word}' is not an image reference: {problem}."),
            _ => null,
        };
    }

    private static List<Descriptor> FindById(OciLayout store, string? algorithm, string hex, bool withPlatforms)
    {
        var listed = store.ListReferences().Select(static entry => entry.Descriptor).DistinctBy(static descriptor => descriptor.Digest).ToList();
        var direct = listed.Where(descriptor => Begins(descriptor.Digest) || Begins(ConfigOf(store, descriptor))).ToList();
        if (direct.Count > 0 || !withPlatforms)
            return direct;
        return [.. listed.SelectMany(descriptor => Children(store, descriptor)).DistinctBy(static child => child.Digest).Where(child => Begins(child.Digest) || Begins(ConfigOf(store, child)))];

        bool Begins(Digest? digest) => digest is { } known && known.Hex.StartsWith(hex, StringComparison.Ordinal) && (algorithm ?? known.Algorithm) == known.Algorithm;
    }

    private static Digest? ConfigOf(OciLayout store, Descriptor descriptor) =>
        MediaTypes.IsManifest(descriptor.MediaType) && TryRead(store, descriptor)?.Image is { } image ? image.Config.Digest : null;

    private static IEnumerable<Descriptor> Children(OciLayout store, Descriptor descriptor) =>
        (MediaTypes.IsIndex(descriptor.MediaType) ? TryRead(store, descriptor)?.Index?.Manifests : null)?.Where(child => store.Contains(child.Digest)) ?? [];

    // An image that is damaged must not stand in the way of finding another.
    private static ManifestBlob? TryRead(OciLayout store, Descriptor descriptor)
    {
        try
        {
            return store.ReadManifest(descriptor);
        }
        catch (Exception problem) when (problem is CorruptBlobException or ImageFormatException or FileNotFoundException)
        {
            return null;
        }
    }

    private static (string? Algorithm, string Hex)? Prefix(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var (algorithm, hex) = colon < 0 ? (null, word) : (word[..colon], word[(colon + 1)..]);
        return algorithm is null or "sha256" or "sha512" && !hex.AsSpan().ContainsAnyExcept(HexDigits) ? (algorithm, hex) : null;
    }

    private static CommandException Missing(OciLayout store, string word)
    {
        if (!ImageReference.TryParse(word, out var reference, out _))
            return CommandException.No($"no image with the digest '{word}' in the store", "slipway images --digests lists what is there");
        return CommandException.No($"no image '{reference.WithDefaultTag().Familiar}' in the store", NearestName(store, reference));
    }

    private static string NearestName(OciLayout store, ImageReference reference)
    {
        var names = store.ListReferences().Select(static entry => entry.Name).OfType<ImageReference>().ToList();
        var tags = names.Where(name => name.Name == reference.Name).Select(static name => name.Tag!.ToString()!).ToList();
        if (tags.Count > 0)
            return $"it has the tags {string.Join(", ", tags)}";
        var wanted = reference.WithDefaultTag();
        var repositories = names.Select(static name => name.FamiliarName).Distinct().ToList();
        var similar = Suggestion.For(wanted.FamiliarName, repositories)
            ?? repositories.FirstOrDefault(name => name.Split('/')[^1] == wanted.FamiliarName.Split('/')[^1]);
        return similar is not null
            ? $"did you mean {string.Join(" or ", names.Where(name => name.FamiliarName == similar).Take(ShownNames).Select(static name => $"'{name.Familiar}'"))}?"
            : $"slipway images lists what is there; slipway pull {reference.Familiar} fetches it";
    }
}
