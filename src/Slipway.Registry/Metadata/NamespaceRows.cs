// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Rows of namespaces, within a transaction: what each holds, counted as it changes. Triggers count blobs; tags are counted by who changes them.</summary>
internal static class NamespaceRows
{
    /// <summary>What the namespace of a repository holds.</summary>
    public static NamespaceUsage Find(SqliteDatabase database, RepositoryName repository)
    {
        var name = NamespaceQuota.NamespaceOf(repository);
        using var rows = database.Query("SELECT bytes, tags FROM namespace WHERE name = ?1", name);
        return rows.Read() ? new(name, rows.GetInt64(0), rows.GetInt64(1)) : new(name, 0, 0);
    }

    /// <summary>The row of a namespace, made where it is missing.</summary>
    public static long FindOrAdd(SqliteDatabase database, string name)
    {
        database.Execute("INSERT OR IGNORE INTO namespace (name, bytes, tags) VALUES (?1, 0, 0)", name);
        using var rows = database.Query("SELECT id FROM namespace WHERE name = ?1", name);
        return rows.Read() ? rows.GetInt64(0) : throw new InvalidOperationException($"The namespace '{name}' that was just added is not there.");
    }

    /// <summary>Counts tags that came or went.</summary>
    public static void CountTags(SqliteDatabase database, long repository, long difference) =>
        database.Execute("UPDATE namespace SET tags = tags + ?2 WHERE id = (SELECT namespace_id FROM repository WHERE id = ?1)", repository, difference);

    /// <summary>Refuses a change that has brought more than the namespace may hold; one that brought nothing is let be.</summary>
    /// <exception cref="OciException">DENIED, with the figures.</exception>
    public static void Check(SqliteDatabase database, RepositoryName repository, NamespaceUsage before, RegistryRules rules)
    {
        var (maxBytes, maxTags) = rules.FindQuota(before.Name);
        if (maxBytes is null && maxTags is null)
            return;
        var after = Find(database, repository);
        if (after.Bytes > maxBytes && after.Bytes > before.Bytes)
            throw QuotaRefusal.OfBytes(before, after.Bytes - before.Bytes, maxBytes.Value);
        if (after.Tags > maxTags && after.Tags > before.Tags)
            throw QuotaRefusal.OfTags(before, after.Tags - before.Tags, maxTags.Value);
    }
}
