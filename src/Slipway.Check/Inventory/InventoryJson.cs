// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Check;

/// <summary>The JSON of this project.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InventoryHeader))]
[JsonSerializable(typeof(InventoryLine))]
internal sealed partial class InventoryJson : JsonSerializerContext;
