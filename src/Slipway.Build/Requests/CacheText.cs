// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Reads Docker's text of where a cache is (<c>--cache-from</c>, <c>--cache-to</c>).</summary>
internal static class CacheText
{
    private const string DefaultName = "latest";

    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["gha"] = "GitHub's cache is reached by its own runners alone; keep it in the repository's registry: type=registry,ref=ghcr.io/OWNER/NAME:cache",
        ["s3"] = "keep it in a registry, type=registry,ref=NAME, or copy a folder, type=local",
        ["azblob"] = "keep it in a registry, type=registry,ref=NAME, or copy a folder, type=local",
    };

    /// <summary>The place that a text names.</summary>
    /// <param name="text">The text, <c>type=…</c>.</param>
    /// <param name="folder">What paths are relative to.</param>
    /// <param name="path">The name of the field with a folder: <c>src</c> or <c>dest</c>.</param>
    /// <param name="fields">What is left of the text.</param>
    /// <returns>The place, or what is wrong.</returns>
    public static (CachePlace? Place, string? Problem) ReadPlace(string text, string folder, string path, out OutputFields fields)
    {
        fields = OutputFields.Read(text, "cache");
        switch (fields.Take("type"))
        {
            case "registry":
                return fields.Take("ref") is not { Length: > 0 } name ? (null, $"the cache '{text}' needs ref=NAME")
                    : ImageReference.TryParse(name, out var reference, out var problem) ? (new CachePlace.InRegistry(reference.WithDefaultTag()), null)
                    : (null, $"'{name}' of the cache '{text}' is not an image reference: {problem}");
            case "local":
                var (tag, digest) = (fields.Take("tag"), path == "src" ? fields.Take("digest") : null);
                return fields.Take(path) is { Length: > 0 } place ? (new CachePlace.InFolder(Path.GetFullPath(place, folder), digest ?? tag ?? DefaultName), null)
                    : (null, $"the cache '{text}' needs {path}=FOLDER");
            case "inline":
                return (new CachePlace.InImages(), null);
            case null:
                return (null, $"the cache '{text}' has no type; expected registry, local or inline");
            case var other:
                return (null, Elsewhere.TryGetValue(other, out var help) ? $"caches of the type '{other}' are not supported: {help}" : $"'{other}' is not a type of cache; expected registry, local or inline");
        }
    }
}
