// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Modules;

/// <summary>The JSON of the module API, of the agent behind it and of their records: A64's words, in snake case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(ImageReferenceJsonConverter)])]
[JsonSerializable(typeof(ModuleRequest))]
[JsonSerializable(typeof(ModuleOrder))]
[JsonSerializable(typeof(ModuleInstalled))]
[JsonSerializable(typeof(ModuleRemoved))]
[JsonSerializable(typeof(ModuleState))]
[JsonSerializable(typeof(ModuleStatusReport))]
[JsonSerializable(typeof(ModulePage))]
[JsonSerializable(typeof(ModuleLog))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ServiceHealth))]
[JsonSerializable(typeof(AgentHealth))]
[JsonSerializable(typeof(ServerRecord))]
[JsonSerializable(typeof(ModuleRecord))]
[JsonSerializable(typeof(ModuleOperation))]
[JsonSerializable(typeof(IReadOnlyList<ModuleState>), TypeInfoPropertyName = "ModuleStates")]
internal sealed partial class ModuleApiJson : JsonSerializerContext;
