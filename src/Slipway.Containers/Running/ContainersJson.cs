// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>The JSON of containers: config.json for the runtime, and our own records and log lines.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(RuntimeSpec))]
[JsonSerializable(typeof(RuntimeSpec.SeccompPart), TypeInfoPropertyName = "SeccompPart")]
[JsonSerializable(typeof(RuntimeSpec.ProcessPart), TypeInfoPropertyName = "RuntimeProcess")]
[JsonSerializable(typeof(RuntimeSpec.ResourcesPart), TypeInfoPropertyName = "RuntimeResources")]
[JsonSerializable(typeof(RuntimeMessage))]
[JsonSerializable(typeof(RuntimeChoice))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(ContainerExit))]
[JsonSerializable(typeof(SnapshotRecord))]
[JsonSerializable(typeof(RootRecord))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(RemovedLog))]
[JsonSerializable(typeof(ContainerDefinition))]
[JsonSerializable(typeof(ContainerFate))]
[JsonSerializable(typeof(ContainerVitals))]
[JsonSerializable(typeof(Volume))]
[JsonSerializable(typeof(EgressLease))]
internal sealed partial class ContainersJson : JsonSerializerContext;
