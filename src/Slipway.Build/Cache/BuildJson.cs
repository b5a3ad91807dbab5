// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Build;

/// <summary>The JSON of the cache.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(StepRecord))]
[JsonSerializable(typeof(LayerRecord))]
[JsonSerializable(typeof(SlotRecord))]
[JsonSerializable(typeof(DownloadRecord))]
[JsonSerializable(typeof(CacheDocument))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class BuildJson : JsonSerializerContext;
