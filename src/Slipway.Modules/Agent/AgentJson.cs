// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>The JSON in which the agent is asked for containers by hand.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(ContainerDefinition))]
[JsonSerializable(typeof(ContainerMade))]
[JsonSerializable(typeof(ContainerUpdate))]
[JsonSerializable(typeof(ContainerEnd))]
[JsonSerializable(typeof(ContainerStop))]
internal sealed partial class AgentJson : JsonSerializerContext;
