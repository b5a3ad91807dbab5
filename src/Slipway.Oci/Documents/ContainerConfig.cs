// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using Slipway.Oci.Json;

namespace Slipway.Oci;

/// <summary>How to run an image (image-spec, config.md, "config"; Docker's fields beside it). The names are Go's, hence the capitals.</summary>
public sealed record ContainerConfig
{
    /// <summary><c>user[:group]</c>, names or numbers; null is root.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Ports it listens on, <c>80/tcp</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    [JsonConverter(typeof(SetJsonConverter))]
    public IReadOnlyList<string>? ExposedPorts { get; init; }

    /// <summary>The environment, <c>NAME=value</c>, in the order of the Dockerfile.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>What is run, before <see cref="Cmd"/>.</summary>
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The arguments of the entry point, or the command where there is none.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Directories that want a volume.</summary>
    [JsonPropertyName("Volumes")]
    [JsonConverter(typeof(SetJsonConverter))]
    public IReadOnlyList<string>? Volumes { get; init; }

    /// <summary>The directory it starts in.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    /// <summary>Labels by name.</summary>
    [JsonPropertyName("Labels")]
    [JsonConverter(typeof(SortedMapJsonConverter))]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The signal that asks it to stop; null is SIGTERM.</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>How to tell that it is well.</summary>
    [JsonPropertyName("Healthcheck")]
    public HealthCheckConfig? Healthcheck { get; init; }

    /// <summary>Docker's mark that the command is already a command line; set by every CMD of BuildKit.</summary>
    [JsonPropertyName("ArgsEscaped")]
    public bool? ArgsEscaped { get; init; }

    /// <summary>Instructions for images made from this one.</summary>
    [JsonPropertyName("OnBuild")]
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>The shell of shell-form instructions; null is <c>/bin/sh -c</c>.</summary>
    [JsonPropertyName("Shell")]
    public IReadOnlyList<string>? Shell { get; init; }
}
