// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Oci;

/// <summary>How to tell that a container is well (Docker's HEALTHCHECK). Durations are in nanoseconds; null stands for Docker's default.</summary>
public sealed record HealthCheckConfig
{
    /// <summary><c>["NONE"]</c>, <c>["CMD", …]</c> or <c>["CMD-SHELL", "…"]</c>.</summary>
    [JsonPropertyName("Test")]
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>Between two checks, in nanoseconds; 30 s where null.</summary>
    [JsonPropertyName("Interval")]
    public long? Interval { get; init; }

    /// <summary>The longest a check may take, in nanoseconds; 30 s where null.</summary>
    [JsonPropertyName("Timeout")]
    public long? Timeout { get; init; }

    /// <summary>How long failures don't count after the start, in nanoseconds; 0 where null.</summary>
    [JsonPropertyName("StartPeriod")]
    public long? StartPeriod { get; init; }

    /// <summary>Between two checks during the start period, in nanoseconds; 5 s where null.</summary>
    [JsonPropertyName("StartInterval")]
    public long? StartInterval { get; init; }

    /// <summary>Failures in a row that make it unhealthy; 3 where null.</summary>
    [JsonPropertyName("Retries")]
    public int? Retries { get; init; }
}
