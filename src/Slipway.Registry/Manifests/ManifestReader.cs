// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Reads a pushed manifest so strictly that no two readers can take it for two different things (CVE-2021-41190): one type, no field
/// twice, no field in another case, nothing after the end.
/// </summary>
internal static class ManifestReader
{
    /// <summary>The most descriptors a manifest may hold.</summary>
    public const int MaxDescriptors = 10_000;

    /// <summary>The most indexes that an index may name.</summary>
    public const int MaxNestedIndexes = 64;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads a manifest.</summary>
    /// <param name="raw">The bytes; kept, not copied.</param>
    /// <param name="contentType">The request's Content-Type without parameters, or null.</param>
    /// <exception cref="OciException">MANIFEST_INVALID, with what is wrong.</exception>
    public static ManifestDocument Read(ReadOnlyMemory<byte> raw, string? contentType)
    {
        try
        {
            using var json = JsonDocument.Parse(raw, Strict);
            return Read(raw, json.RootElement, contentType);
        }
        catch (JsonException e)
        {
            throw OciException.ManifestInvalid($"the manifest is not strict JSON: {e.Message}");
        }
    }

    private static ManifestDocument Read(ReadOnlyMemory<byte> raw, JsonElement root, string? contentType)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw OciException.ManifestInvalid("the manifest is not a JSON object");
        FieldNames.Check(root, FieldNames.OfManifests);
        var mediaType = ReadMediaType(root, contentType);
        var isKnown = MediaTypes.IsManifest(mediaType) || MediaTypes.IsIndex(mediaType);
        CheckShape(root, mediaType);
        var parts = new ManifestParts(isKnown ? DescriptorRule.Required : DescriptorRule.WhereGiven);
        var configType = parts.AddBlob(root, "config");
        parts.AddBlobs(root, "layers");
        parts.AddBlobs(root, "blobs");
        parts.AddChildren(root, "manifests");
        return new()
        {
            Raw = raw,
            MediaType = mediaType,
            Blobs = parts.Blobs,
            ForeignBlobs = parts.ForeignBlobs,
            Children = parts.Children,
            Subject = parts.ReadSubject(root),
            ArtifactType = ReadText(root, "artifactType") is { Length: > 0 } artifactType ? artifactType : configType,
            Annotations = ReadAnnotations(root),
        };
    }

    private static string ReadMediaType(JsonElement root, string? contentType)
    {
        var said = ReadText(root, "mediaType");
        if (said is { Length: > 0 } && contentType is not null && said != contentType)
            throw OciException.ManifestInvalid($"the manifest says it is '{said}' and came as Content-Type '{contentType}'");
        return contentType ?? (said is { Length: > 0 } ? said : throw OciException.ManifestInvalid("the request has no Content-Type and the manifest no mediaType"));
    }

    private static void CheckShape(JsonElement root, string mediaType)
    {
        var isImage = MediaTypes.IsManifest(mediaType);
        var isIndex = MediaTypes.IsIndex(mediaType);
        var hasVersion = root.TryGetProperty("schemaVersion", out var version);
        if ((hasVersion || isImage || isIndex) && !(hasVersion && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == 2))
            throw OciException.ManifestInvalid("the manifest's schemaVersion is not 2; older manifests are not supported");
        var hasImageParts = Has(root, "config") || Has(root, "layers") || Has(root, "fsLayers");
        var hasManifests = Has(root, "manifests");
        if (hasImageParts && hasManifests)
            throw OciException.ManifestInvalid("the manifest has both 'manifests' and a config or layers, so it could be read as an index and as an image");
        if (isImage && (!Is(root, "config", JsonValueKind.Object) || !Is(root, "layers", JsonValueKind.Array)))
            throw OciException.ManifestInvalid($"a manifest of type '{mediaType}' has an object 'config' and an array 'layers'");
        if (isIndex && !Is(root, "manifests", JsonValueKind.Array))
            throw OciException.ManifestInvalid($"a manifest of type '{mediaType}' has an array 'manifests'");
    }

    private static Dictionary<string, string>? ReadAnnotations(JsonElement root)
    {
        if (!root.TryGetProperty("annotations", out var annotations) || annotations.ValueKind == JsonValueKind.Null)
            return null;
        if (annotations.ValueKind != JsonValueKind.Object)
            throw OciException.ManifestInvalid("'annotations' is not an object of texts");
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var annotation in annotations.EnumerateObject())
        {
            result[annotation.Name] = annotation.Value.ValueKind == JsonValueKind.String
                ? annotation.Value.GetString()!
                : throw OciException.ManifestInvalid($"the annotation '{annotation.Name}' is not a text");
        }
        return result;
    }

    private static string? ReadText(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw OciException.ManifestInvalid($"'{name}' is not a text");
    }

    private static bool Has(JsonElement root, string name) => root.TryGetProperty(name, out _);

    private static bool Is(JsonElement root, string name, JsonValueKind kind) => root.TryGetProperty(name, out var value) && value.ValueKind == kind;
}
