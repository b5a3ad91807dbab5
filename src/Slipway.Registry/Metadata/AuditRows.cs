// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Rows of the audit log and of the outbox, within a transaction.</summary>
internal static class AuditRows
{
    private const string Columns = "time, kind, repository, digest, tags, api_key, who, address, refusal";

    /// <summary>How many columns <see cref="Read"/> reads, so that others can come behind them.</summary>
    public static int Count { get; } = Columns.Split(", ").Length + 1;

    /// <summary>Adds what happened; what was done goes to the outbox of each webhook too.</summary>
    public static void Add(SqliteDatabase database, RegistryEvent happened)
    {
        database.Execute(
            $"INSERT INTO audit ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            happened.Time.ToUnixTimeMilliseconds(), happened.Kind.ToString(), happened.Repository?.ToString(), happened.Digest?.ToString(),
            happened.Tags.Count == 0 ? null : string.Join(' ', happened.Tags), happened.Key, happened.By, happened.Address, happened.Refusal);
        if (happened.Refusal is null && happened.Repository is not null)
            database.Execute("INSERT INTO outbox (webhook, audit_id, attempts, due) SELECT name, last_insert_rowid(), 0, ?1 FROM webhook", happened.Time.ToUnixTimeMilliseconds());
    }

    /// <summary>At most <paramref name="count"/> entries after the one of a number, oldest first.</summary>
    public static IReadOnlyList<AuditEntry> List(SqliteDatabase database, long after, int count)
    {
        using var rows = database.Query($"SELECT {Selected} FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2", after, count);
        return ReadAll(rows);
    }

    /// <summary>The newest entries, at most <paramref name="count"/>, oldest first.</summary>
    public static IReadOnlyList<AuditEntry> ListLast(SqliteDatabase database, int count)
    {
        using var rows = database.Query($"SELECT {Selected} FROM audit ORDER BY id DESC LIMIT ?1", count);
        var entries = ReadAll(rows);
        entries.Reverse();
        return entries;
    }

    /// <summary>Reads rows of <c>SELECT id, </c><see cref="Selected"/>.</summary>
    public static AuditEntry Read(SqliteRows rows) => new(rows.GetInt64(0), new()
    {
        Time = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(1)),
        Kind = Enum.Parse<RegistryEventKind>(rows.GetString(2)),
        Repository = rows.GetStringOrNull(3) is { } repository ? RepositoryName.Parse(repository) : null,
        Digest = rows.GetStringOrNull(4) is { } digest ? Digest.Parse(digest) : null,
        Tags = rows.GetStringOrNull(5) is { } tags ? [.. tags.Split(' ').Select(Tag.Parse)] : [],
        Key = rows.GetStringOrNull(6),
        By = rows.GetStringOrNull(7),
        Address = rows.GetStringOrNull(8),
        Refusal = rows.GetStringOrNull(9),
    });

    /// <summary>The columns that <see cref="Read"/> wants.</summary>
    public static string Selected => $"audit.id, {string.Join(", ", Columns.Split(", ").Select(static column => $"audit.{column}"))}";

    private static List<AuditEntry> ReadAll(SqliteRows rows)
    {
        var entries = new List<AuditEntry>();
        while (rows.Read())
            entries.Add(Read(rows));
        return entries;
    }
}
