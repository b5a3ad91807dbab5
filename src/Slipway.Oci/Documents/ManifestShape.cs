// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Oci;

/// <summary>What the top level of a manifest's JSON shows of its kind.</summary>
/// <param name="MediaType">The media type it says it has, or null.</param>
/// <param name="HasManifests">Whether it lists manifests, as an index does.</param>
/// <param name="HasImageParts">Whether it has a config or layers, as an image does.</param>
internal readonly record struct ManifestShape(string? MediaType, bool HasManifests, bool HasImageParts)
{
    public static ManifestShape Read(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = 32 });
        string? mediaType = null;
        var (hasManifests, hasImageParts, schemaVersion) = (false, false, 0);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new ImageFormatException("The manifest is not a JSON object.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "mediaType":
                        mediaType = reader.GetString();
                        break;
                    case "schemaVersion":
                        schemaVersion = reader.GetInt32();
                        break;
                    case "manifests":
                        hasManifests = true;
                        break;
                    case "config" or "layers":
                        hasImageParts = true;
                        break;
                }
                reader.Skip();
            }
            if (reader.Read())
                throw new ImageFormatException("The manifest has more after its end.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ImageFormatException($"The manifest is not JSON that can be read: {e.Message}", e);
        }
        return schemaVersion == 2
            ? new(mediaType, hasManifests, hasImageParts)
            : throw new ImageFormatException($"The manifest has schemaVersion {schemaVersion}; only 2 is supported.");
    }

    public string Resolve(string? said)
    {
        if (said is not null && MediaType is not null && said != MediaType)
            throw new ImageFormatException($"The manifest says it is '{MediaType}' and came as '{said}'.");
        var type = said ?? MediaType ?? (HasManifests ? MediaTypes.Index : MediaTypes.Manifest);
        if (MediaTypes.IsIndex(type) && (HasImageParts || !HasManifests))
            throw new ImageFormatException($"The manifest came as '{type}' and {(HasImageParts ? "has a config or layers" : "lists no manifests")}.");
        if (MediaTypes.IsManifest(type) && (HasManifests || !HasImageParts))
            throw new ImageFormatException($"The manifest came as '{type}' and {(HasManifests ? "lists manifests" : "has no config or layers")}.");
        return MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type)
            ? type
            : throw new ImageFormatException($"'{type}' is not a manifest's media type; expected '{MediaTypes.Manifest}' or '{MediaTypes.Index}', or Docker's.");
    }
}
