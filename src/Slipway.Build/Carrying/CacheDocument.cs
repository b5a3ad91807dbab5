// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// What a cache that is carried says: the configuration of a manifest whose layers are those of the steps. Whoever can write the manifest can say what a
/// step comes to, so a cache is to be trusted as its registry is; but nothing it says leads outside, and no byte of it counts unchecked.
/// </summary>
internal sealed record CacheDocument
{
    /// <summary>The media type of the configuration, and the artifact type of the manifest.</summary>
    public const string MediaType = "application/vnd.slipway.cache.v1+json";

    /// <summary>What is read of one.</summary>
    public const int MaxSize = 64 << 20;

    /// <summary>Which engine's keys these are (<see cref="KeyWriter.FormatVersion"/>).</summary>
    public required string Format { get; init; }

    /// <summary>The steps.</summary>
    public required IReadOnlyList<CarriedStep> Steps { get; init; }

    /// <summary>The digests that selections had in the results, so that no layer is read to know them again.</summary>
    public required IReadOnlyDictionary<string, Digest> Selections { get; init; }

    /// <summary>Writes it.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, BuildJson.Default.CacheDocument);

    /// <summary>Reads one, and checks that it keeps to its manifest.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="parts">The blobs that the manifest names.</param>
    /// <exception cref="ImageFormatException">It is none, or names something else.</exception>
    public static CacheDocument Parse(ReadOnlySpan<byte> content, IReadOnlyCollection<Descriptor> parts)
    {
        CacheDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(content, BuildJson.Default.CacheDocument);
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"The cache is not JSON that can be read: {e.Message}", e);
        }
        if (document is null)
            throw new ImageFormatException("The cache says nothing.");
        var sizes = parts.DistinctBy(static part => part.Digest).ToDictionary(static part => part.Digest, static part => part.Size);
        foreach (var (step, layers) in document.Steps)
        {
            // Names of forms become names of files.
            if (layers.FirstOrDefault(static layer => !IsForm(layer.Form)) is { } strange)
                throw new ImageFormatException($"The cache names a layer of the form '{strange.Form}', which is none.");
            if (layers.Count == 0 && step.Image is null)
                throw new ImageFormatException($"The cache has no layer of the step {step.Key}.");
            foreach (var part in layers.Select(static layer => layer.Layer.Layer).Concat(step.Image is { } image ? [image] : []))
            {
                if (!sizes.TryGetValue(part.Digest, out var size) || size != part.Size)
                    throw new ImageFormatException($"The cache speaks of {part.Digest} with {part.Size} bytes, which its manifest does not name.");
            }
        }
        return document;
    }

    private static bool IsForm(string form) => form.Length is > 0 and <= 100 && form[0] != '.' && form.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '+');
}
