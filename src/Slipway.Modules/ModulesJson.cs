// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Modules;

/// <summary>The JSON of tokens and licenses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TokenClaims))]
[JsonSerializable(typeof(LicenseClaims))]
internal sealed partial class ModulesJson : JsonSerializerContext;
