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
    public IReadOnlyList<AuditEntry> List(long after, int count) => _database.Read<IReadOnlyList<AuditEntry>>(transaction =>
    {
        using var rows = transaction.Query($"SELECT {AuditRows.Selected} FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2", after, count);
        var entries = new List<AuditEntry>();
        while (rows.Read())
            entries.Add(AuditRows.Read(rows));
        return entries;
    });

    /// <summary>The newest entries, at most <paramref name="count"/>, oldest first.</summary>
    public IReadOnlyList<AuditEntry> ListLast(int count) => _database.Read<IReadOnlyList<AuditEntry>>(transaction =>
    {
        using var rows = transaction.Query($"SELECT {AuditRows.Selected} FROM audit ORDER BY id DESC LIMIT ?1", count);
        var entries = new List<AuditEntry>();
        while (rows.Read())
            entries.Add(AuditRows.Read(rows));
        entries.Reverse();
        return entries;
    });

    /// <summary>Adds a refusal, which changed nothing else. It may be lost in a power cut, but in nothing less.</summary>
    internal Task AddAsync(RegistryEvent refusal, CancellationToken cancellationToken) => _database.WriteAsync(
        transaction =>
        {
            AuditRows.Add(transaction, refusal);
            return true;
        },
        cancellationToken, Durability.ProcessDeath);
}
