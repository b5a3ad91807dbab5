// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Rows of manifests, within a transaction. A manifest is found by the digest it was pushed by, and by its alias.</summary>
internal static class ManifestRows
{
    /// <summary>The row and the size in bytes of a manifest; null where the repository doesn't hold it.</summary>
    public static (long Id, long Size)? Find(SqliteDatabase database, long repository, Digest digest)
    {
        using var rows = database.Query("SELECT id, size FROM manifest WHERE repository_id = ?1 AND (digest = ?2 OR alias = ?2)", repository, digest.ToString());
        return rows.Read() ? (rows.GetInt64(0), rows.GetInt64(1)) : null;
    }

    /// <summary>Both digests of a manifest that the repository holds, or the one that is asked for alone.</summary>
    public static IReadOnlyList<Digest> FindDigests(SqliteDatabase database, long repository, Digest digest)
    {
        using var rows = database.Query("SELECT digest, alias FROM manifest WHERE repository_id = ?1 AND (digest = ?2 OR alias = ?2)", repository, digest.ToString());
        return rows.Read() ? ReadDigests(rows) : [digest];
    }

    /// <summary>Reads the columns digest and alias.</summary>
    public static IReadOnlyList<Digest> ReadDigests(SqliteRows rows)
    {
        var digest = Digest.Parse(rows.GetString(0));
        return rows.GetStringOrNull(1) is { } alias ? [digest, Digest.Parse(alias)] : [digest];
    }

    /// <summary>Adds a manifest, or what is new about one that is there, and returns its row.</summary>
    /// <param name="database">The transaction.</param>
    /// <param name="repository">The row of the repository.</param>
    /// <param name="put">The manifest.</param>
    /// <param name="blobs">The rows of the blobs that it needs.</param>
    /// <param name="absent">What it names that isn't there, and may be missing.</param>
    public static long Put(SqliteDatabase database, long repository, ManifestPut put, IEnumerable<long> blobs, IEnumerable<Digest> absent)
    {
        var known = Find(database, repository, put.Digest) ?? (put.Alias is { } alias ? Find(database, repository, alias) : null);
        var id = known is { } row ? Update(database, row.Id, put) : Insert(database, repository, put);
        foreach (var blob in blobs)
            database.Execute("INSERT OR IGNORE INTO manifest_blob (manifest_id, blob_id) VALUES (?1, ?2)", id, blob);
        foreach (var digest in absent)
            database.Execute("INSERT OR IGNORE INTO manifest_absent (manifest_id, digest) VALUES (?1, ?2)", id, digest.ToString());
        foreach (var child in put.Document.Children)
            database.Execute("INSERT OR IGNORE INTO manifest_child (manifest_id, child_digest) VALUES (?1, ?2)", id, child.Digest.ToString());
        return id;
    }

    // The same bytes again, which heals them where the disk has damaged them. Their type may have been said otherwise before; the last one counts.
    private static long Update(SqliteDatabase database, long id, ManifestPut put)
    {
        database.Execute(
            "UPDATE manifest SET media_type = ?2, pushed = ?3, alias = CASE WHEN digest = ?4 THEN coalesce(?5, alias) ELSE ?4 END, size = ?6, content = ?7 WHERE id = ?1",
            id, put.Document.MediaType, put.Now, put.Digest.ToString(), put.Alias?.ToString(), put.Document.Raw.Length, put.Document.Raw);
        return id;
    }

    private static long Insert(SqliteDatabase database, long repository, ManifestPut put)
    {
        var document = put.Document;
        using var rows = database.Query(
            """
            INSERT INTO manifest (repository_id, digest, alias, media_type, subject, artifact_type, pushed, size, content)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id
            """,
            repository, put.Digest.ToString(), put.Alias?.ToString(), document.MediaType, document.Subject?.ToString(), document.ArtifactType,
            put.Now, document.Raw.Length, document.Raw);
        return rows.Read() ? rows.GetInt64(0) : throw new InvalidOperationException("INSERT RETURNING returned no row.");
    }
}
