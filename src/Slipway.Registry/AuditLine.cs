// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>An entry of the audit log as JSON has it.</summary>
internal sealed record AuditLine
{
    public required long Id { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required RegistryEventKind Event { get; init; }

    public string? Repository { get; init; }

    public string? Digest { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Key { get; init; }

    public string? By { get; init; }

    public string? Address { get; init; }

    public string? Refusal { get; init; }

    public static AuditLine Of(AuditEntry entry) => new()
    {
        Id = entry.Id,
        Time = entry.Event.Time,
        Event = entry.Event.Kind,
        Repository = entry.Event.Repository?.ToString(),
        Digest = entry.Event.Digest?.ToString(),
        Tags = entry.Event.Tags.Count == 0 ? null : [.. entry.Event.Tags.Select(static tag => tag.ToString())],
        Key = entry.Event.Key,
        By = entry.Event.By,
        Address = entry.Event.Address,
        Refusal = entry.Event.Refusal,
    };
}
