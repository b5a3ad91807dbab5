// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Json;

/// <summary>A <see cref="DiffId"/> as a JSON string.</summary>
public sealed class DiffIdJsonConverter : JsonConverter<DiffId>
{
    /// <inheritdoc/>
    public override DiffId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.TryParse(reader.GetString(), out var digest)
            ? new(digest)
            : throw new JsonException($"'{reader.GetString()}' is not a diff id; expected sha256:<64 lower-case hex digits>.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DiffId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
