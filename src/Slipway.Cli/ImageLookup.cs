// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>Finds what a word of the command line names in the local store: a reference, or the beginning of a digest.</summary>
internal static class ImageLookup
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>What a word names.</summary>
    /// <exception cref="CommandException">Nothing, or more than one thing.</exception>
    public static (ImageReference? Name, Descriptor Descriptor) Find(OciLayout store, string word)
    {
        if (ImageReference.TryParse(word, out var reference, out var problem) && store.Resolve(reference) is { } named)
            return (reference.WithDefaultTag(), named);
        var byDigest = IsHex(word) ? store.FindByDigest(word) : [];
        return byDigest switch
        {
            [var only] => (null, only),
            { Count: > 1 } => throw CommandException.Usage($"'{word}' begins the digests of {byDigest.Count} images; write more of it."),
            _ when reference is null => throw CommandException.Usage($"'{word}' is not an image reference: {problem}."),
            _ => throw CommandException.No($"no image '{reference.WithDefaultTag().Familiar}' in the store", NearestName(store, reference)),
        };
    }

    /// <summary>The image that a word names, for a platform: the one asked for, else this machine's.</summary>
    public static (Descriptor Descriptor, StoredImage Image) Read(OciLayout store, string word, Platform? platform)
    {
        var (_, descriptor) = Find(store, word);
        var image = store.ReadImage(descriptor, platform ?? Platform.Host);
        if (image is null)
        {
            var platforms = string.Join(", ", store.ReadManifest(descriptor).Index!.Manifests.Select(static manifest => manifest.Platform?.ToString()).OfType<string>());
            throw CommandException.No($"'{word}' has no image for {platform ?? Platform.Host}; it has {platforms}", "choose one with --platform");
        }
        return platform is null || image.Config.Platform.Satisfies(platform) ? (descriptor, image)
            : throw CommandException.No($"'{word}' is for {image.Config.Platform}, not for {platform}");
    }

    private static bool IsHex(string word) =>
        !(word.StartsWith("sha256:", StringComparison.Ordinal) ? word.AsSpan(7) : word).ContainsAnyExcept(HexDigits);

    private static string NearestName(OciLayout store, ImageReference reference)
    {
        var tags = store.ListReferences().Where(entry => entry.Name?.Name == reference.Name).Select(static entry => entry.Name!.Tag.ToString()).ToList();
        return tags.Count > 0
            ? $"it has the tags {string.Join(", ", tags)}"
            : $"slipway images lists what is there; slipway pull {reference.Familiar} fetches it";
    }
}
