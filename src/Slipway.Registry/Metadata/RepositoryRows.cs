// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Rows of repositories, within a transaction.</summary>
internal static class RepositoryRows
{
    /// <summary>The row of a repository, or null.</summary>
    public static long? Find(SqliteDatabase database, RepositoryName name)
    {
        using var rows = database.Query("SELECT id FROM repository WHERE name = ?1", name.ToString());
        return rows.Read() ? rows.GetInt64(0) : null;
    }

    /// <summary>The row of a repository, made where it is missing.</summary>
    public static long FindOrAdd(SqliteDatabase database, RepositoryName name)
    {
        if (Find(database, name) is { } known)
            return known;
        using var rows = database.Query("INSERT INTO repository (name, namespace_id) VALUES (?1, ?2) RETURNING id", name.ToString(), NamespaceRows.FindOrAdd(database, NamespaceQuota.NamespaceOf(name)));
        return rows.Read() ? rows.GetInt64(0) : throw new InvalidOperationException("INSERT RETURNING returned no row.");
    }
}
