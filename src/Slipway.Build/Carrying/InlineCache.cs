// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>A cache inside an image: a field of its configuration, which nobody else reads, says which steps its layers are of.</summary>
internal static class InlineCache
{
    private const string Field = "slipway.cache.v1";

    /// <summary>A configuration with a cache inside.</summary>
    public static byte[] Embed(byte[] config, CacheDocument document)
    {
        var fields = JsonNode.Parse(config)!.AsObject();
        fields[Field] = JsonNode.Parse(document.ToBytes());
        return JsonSerializer.SerializeToUtf8Bytes(fields, BuildJson.Default.JsonObject);
    }

    /// <summary>The cache inside a configuration; null where there is none.</summary>
    /// <exception cref="ImageFormatException">There is something else in its place.</exception>
    public static CacheDocument? Find(ReadOnlyMemory<byte> config, IReadOnlyCollection<Descriptor> layers)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(Field, out var field)
                ? CacheDocument.Parse(System.Text.Encoding.UTF8.GetBytes(field.GetRawText()), layers) : null;
        }
        catch (JsonException e)
        {
            throw new ImageFormatException($"The image's configuration is not JSON that can be read: {e.Message}", e);
        }
    }
}
