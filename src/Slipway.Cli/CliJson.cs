// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Cli.Commands;
using Slipway.Cli.Commands.Containers;
using Slipway.Cli.Commands.Images;
using Slipway.Cli.Commands.Volumes;
using Slipway.Cli.Commands.Whole;
using Slipway.Containers;

namespace Slipway.Cli;

/// <summary>The JSON of answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<ImageRow>))]
[JsonSerializable(typeof(IReadOnlyList<HistoryRow>))]
[JsonSerializable(typeof(IReadOnlyList<FsckRow>))]
[JsonSerializable(typeof(IReadOnlyList<DiskUseRow>))]
[JsonSerializable(typeof(IReadOnlyList<PsRow>))]
[JsonSerializable(typeof(IReadOnlyList<VolumeRow>))]
[JsonSerializable(typeof(UpRecord))]
[JsonSerializable(typeof(ContainerDefinition))]
internal sealed partial class CliJson : JsonSerializerContext;
