// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Slipway.Oci;

/// <summary>
/// Refuses a document with null in a list. No list of an image may hold one, and the serializer, which refuses null for a property, lets it into lists.
/// </summary>
internal static class NullElements
{
    /// <summary>Reads the tokens of a document, and no more than those.</summary>
    /// <param name="json">The document.</param>
    /// <param name="document">What messages call it.</param>
    /// <exception cref="ImageFormatException">A list holds null.</exception>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static void Refuse(ReadOnlySpan<byte> json, string document)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 32 });
        var last = JsonTokenType.None;
        while (reader.Read())
        {
            // The value of a property follows its name; everything else that is null stands in a list or alone.
            if (reader.TokenType == JsonTokenType.Null && last != JsonTokenType.PropertyName && reader.CurrentDepth > 0)
                throw new ImageFormatException($"The {document} has null in a list, at byte {reader.TokenStartIndex}.");
            last = reader.TokenType;
        }
    }
}
