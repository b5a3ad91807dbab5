// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Registry;

/// <summary>What a webhook is sent.</summary>
internal sealed record WebhookMessage
{
    /// <summary>The number of the entry in the audit log: the same each time that it is sent, so that a receiver knows what it has seen.</summary>
    public required long Id { get; init; }

    public required RegistryEventKind Event { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Repository { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Digest { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    public static WebhookMessage Of(AuditEntry entry) => new()
    {
        Id = entry.Id,
        Event = entry.Event.Kind,
        Time = entry.Event.Time,
        Repository = entry.Event.Repository!.Value.ToString(),
        Digest = entry.Event.Digest?.ToString(),
        Tags = [.. entry.Event.Tags.Select(static tag => tag.ToString())],
        By = entry.Event.By,
    };
}
