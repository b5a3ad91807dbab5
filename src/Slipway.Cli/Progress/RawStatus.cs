// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Cli.Progress;

/// <summary>BuildKit's SolveStatus: what changed in a build.</summary>
internal sealed record RawStatus
{
    public IReadOnlyList<RawVertex>? Vertexes { get; init; }

    public IReadOnlyList<RawProgress>? Statuses { get; init; }

    public IReadOnlyList<RawLog>? Logs { get; init; }

    public IReadOnlyList<RawWarning>? Warnings { get; init; }
}

internal sealed record RawVertex
{
    public required string Digest { get; init; }

    public IReadOnlyList<string>? Inputs { get; init; }

    public required string Name { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Completed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cached { get; init; }

    public string? Error { get; init; }
}

internal sealed record RawProgress
{
    public required string Id { get; init; }

    public required string Vertex { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Total { get; init; }

    public long Current { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Completed { get; init; }
}

internal sealed record RawLog
{
    public required string Vertex { get; init; }

    public int Stream { get; init; }

    public required byte[] Data { get; init; }

    public DateTimeOffset Timestamp { get; init; }
}

internal sealed record RawWarning
{
    public int Level { get; init; }

    public required byte[] Short { get; init; }
}

/// <summary>The JSON of BuildKit's solve status.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RawStatus))]
internal sealed partial class RawJson : JsonSerializerContext;
