// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>
/// What the agent's clients write, which <see cref="AgentJson"/> reads. A command lives for some hundredths of a second: code that only writes needs nothing compiled when it
/// first runs, where a serializer that could read as well takes longer to come up than all the rest of the command.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerDefinition))]
[JsonSerializable(typeof(ContainerUpdate))]
// A type with a converter of a property's own, or with derived types, cannot be written otherwise.
[JsonSerializable(typeof(Descriptor), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DefinedMount), GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DefinedNetwork), GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class AgentOrderJson : JsonSerializerContext
{
    /// <summary>Writes an order by the code that was generated for it, without a serializer, which reads itself into all that it might be asked to write.</summary>
    public static byte[] Write<T>(T order, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            type.SerializeHandler!(writer, order);
        return buffer.WrittenSpan.ToArray();
    }
}
