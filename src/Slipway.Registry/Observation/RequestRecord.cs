// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Registry;

/// <summary>A request that was answered, for counting and for the access log. It holds no header and no query, and so no secret.</summary>
internal sealed record RequestRecord
{
    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"];

    public required DateTimeOffset Time { get; init; }

    [JsonIgnore]
    public TimeSpan Duration { get; init; }

    /// <summary>How long it took, to the microsecond.</summary>
    public double Milliseconds => Math.Round(Duration.TotalMilliseconds, 3);

    public required string Method { get; init; }

    /// <summary>The path, without its query.</summary>
    public required string Path { get; init; }

    /// <summary>What the path names: one of a few words.</summary>
    public required string Resource { get; init; }

    public required int Status { get; init; }

    public required string Protocol { get; init; }

    /// <summary>The IP address of the client; null where it has none.</summary>
    public string? Address { get; init; }

    /// <summary>Who made it; null for nobody known.</summary>
    public string? By { get; init; }

    /// <summary>The client's program as it names itself.</summary>
    public string? Agent { get; init; }

    /// <summary>Bytes of its body, as announced.</summary>
    public long Received { get; init; }

    /// <summary>Bytes of the answer, as announced.</summary>
    public long Sent { get; init; }

    /// <summary>The method, or <c>other</c> for one that a client made up.</summary>
    [JsonIgnore]
    public string KnownMethod => Methods.Contains(Method) ? Method : "other";
}
