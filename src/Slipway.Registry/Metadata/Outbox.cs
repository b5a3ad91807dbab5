// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>What waits to be told to webhooks.</summary>
internal sealed class Outbox(IMetadataDatabase database)
{
    /// <summary>Makes these the webhooks that are told of what happens from now on; what waits for others is forgotten.</summary>
    public Task SubscribeAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var known = new List<string>();
            using (var rows = transaction.Query("SELECT name FROM webhook"))
            {
                while (rows.Read())
                    known.Add(rows.GetString(0));
            }
            foreach (var gone in known.Except(names))
                transaction.Execute("DELETE FROM webhook WHERE name = ?1", gone);
            foreach (var name in names.Except(known))
                transaction.Execute("INSERT INTO webhook (name) VALUES (?1)", name);
            return true;
        },
        cancellationToken);

    /// <summary>What is due for a webhook, at most <paramref name="count"/>, oldest first.</summary>
    public IReadOnlyList<OutboxRow> ListDue(string name, DateTimeOffset now, int count) => database.Read<IReadOnlyList<OutboxRow>>(transaction =>
    {
        using var rows = transaction.Query(
            $"""
            SELECT {AuditRows.Selected}, outbox.id, outbox.attempts FROM outbox JOIN audit ON audit.id = outbox.audit_id
            WHERE outbox.webhook = ?1 AND outbox.due <= ?2 ORDER BY outbox.id LIMIT ?3
            """,
            name, now.ToUnixTimeMilliseconds(), count);
        var due = new List<OutboxRow>();
        while (rows.Read())
            due.Add(new(rows.GetInt64(AuditRows.Count), (int)rows.GetInt64(AuditRows.Count + 1), AuditRows.Read(rows)));
        return due;
    });

    /// <summary>How much waits, due or not.</summary>
    public long CountWaiting() => database.Read(static transaction =>
    {
        using var rows = transaction.Query("SELECT count(*) FROM outbox");
        return rows.Read() ? rows.GetInt64(0) : 0;
    });

    /// <summary>It has been told, or will never be.</summary>
    public Task RemoveAsync(OutboxRow row, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => transaction.Execute("DELETE FROM outbox WHERE id = ?1", row.Id), cancellationToken, Durability.ProcessDeath);

    /// <summary>It is to be tried again.</summary>
    public Task DelayAsync(OutboxRow row, DateTimeOffset due, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Execute("UPDATE outbox SET attempts = attempts + 1, due = ?2 WHERE id = ?1", row.Id, due.ToUnixTimeMilliseconds()),
        cancellationToken, Durability.ProcessDeath);
}
