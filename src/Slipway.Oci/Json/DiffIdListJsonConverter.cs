// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Json;

/// <summary>A list of diff ids, read and written by itself: the serializer's own lists of values are compiled while the program runs.</summary>
internal sealed class DiffIdListJsonConverter : JsonConverter<IReadOnlyList<DiffId>>
{
    private static readonly DiffIdJsonConverter Item = new();

    /// <inheritdoc/>
    public override IReadOnlyList<DiffId> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Expected a list of diff ids.");
        var items = new List<DiffId>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException($"A diff id is a string such as sha256:<64 lower-case hex digits>, not {reader.TokenType}.");
            items.Add(Item.Read(ref reader, typeof(DiffId), options));
        }
        return items;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<DiffId> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            Item.Write(writer, item, options);
        writer.WriteEndArray();
    }
}
