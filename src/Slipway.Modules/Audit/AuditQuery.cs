// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Which entries of the audit log are wanted; null is any.</summary>
public sealed record AuditQuery
{
    /// <summary>The page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How many entries a page has.</summary>
    public int PerPage { get; init; } = 50;

    /// <summary>Of one module.</summary>
    public string? ModuleName { get; init; }

    /// <summary>Of one kind.</summary>
    public string? Operation { get; init; }

    /// <summary>With one outcome.</summary>
    public string? Status { get; init; }

    /// <summary>Of one user.</summary>
    public string? UserId { get; init; }

    internal bool Matches(AuditEntry entry) =>
        (ModuleName is null || ModuleName == entry.ModuleName) && (Operation is null || Operation == entry.Operation)
        && (Status is null || Status == entry.Status) && (UserId is null || UserId == entry.UserId);

    internal IReadOnlyDictionary<string, string?> Filters => new Dictionary<string, string?>
    {
        ["module_name"] = ModuleName,
        ["operation"] = Operation,
        ["status"] = Status,
        ["user_id"] = UserId,
    };
}
