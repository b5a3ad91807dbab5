// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>
/// The audit log of a registry: what was done and what was refused, by whom and from where. It is only added to; what was done is in the same commit as its row.
/// </summary>
public sealed class AuditLog
{
    private readonly IMetadataDatabase _database;

    internal AuditLog(IMetadataDatabase database) => _database = database;

    /// <summary>At most <paramref name="count"/> entries after the one of a number (0: from the first), oldest first.</summary>
    public IReadOnlyList<AuditEntry> List(long after, int count) => _database.Read(transaction => AuditRows.List(transaction, after, count));

    /// <summary>The newest entries, at most <paramref name="count"/>, oldest first.</summary>
    public IReadOnlyList<AuditEntry> ListLast(int count) => _database.Read(transaction => AuditRows.ListLast(transaction, count));

    /// <summary>Adds a refusal, which changed nothing else. It may be lost in a power cut, but in nothing less.</summary>
    internal Task AddAsync(RegistryEvent refusal, CancellationToken cancellationToken) => _database.WriteAsync(
        transaction =>
        {
            AuditRows.Add(transaction, refusal);
            return true;
        },
        cancellationToken, Durability.ProcessDeath);
}
