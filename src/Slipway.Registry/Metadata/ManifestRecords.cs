// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records of manifests and of what they need.</summary>
internal sealed class ManifestRecords(MetadataDatabase database)
{
    private const string ByTag =
        """
        FROM repository JOIN tag ON tag.repository_id = repository.id JOIN manifest ON manifest.id = tag.manifest_id
        WHERE repository.name = ?1 AND tag.name = ?2
        """;

    private const string ByDigest =
        "FROM repository JOIN manifest ON manifest.repository_id = repository.id WHERE repository.name = ?1 AND manifest.digest = ?2";

    /// <summary>The manifest that a tag names, or null.</summary>
    public ManifestRecord? Find(RepositoryName repository, Tag tag, ManifestContent content) => Find(ByTag, repository, tag.ToString(), content);

    /// <summary>The manifest of a digest, or null.</summary>
    public ManifestRecord? Find(RepositoryName repository, Digest digest, ManifestContent content) => Find(ByDigest, repository, digest.ToString(), content);

    /// <summary>Stores a manifest and sets its tags, if all that it needs is there: all in one step.</summary>
    public Task<ManifestPutResult> PutAsync(ManifestPut put, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            // No row has the number 0: a repository that isn't there yet holds nothing.
            var repository = RepositoryRows.Find(transaction, put.Repository) ?? 0;
            var blobs = new List<long>();
            var missing = new List<Digest>();
            var ofOtherSize = new List<(ManifestPart, long)>();
            foreach (var part in put.Document.Blobs)
                Judge(part, TouchBlob(transaction, repository, part.Digest, put.Now), missing, ofOtherSize, blobs);
            foreach (var part in put.Document.Children)
            {
                var child = FindChild(transaction, repository, part.Digest);
                if (child is not null || put.IndexChildren == IndexChildren.Required)
                    Judge(part, child, missing, ofOtherSize, []);
            }
            var unexpected = FindUnexpected(transaction, repository, put);
            if (missing.Count > 0 || ofOtherSize.Count > 0 || unexpected is not null)
                return new ManifestPutResult { Missing = missing, OfOtherSize = ofOtherSize, Unexpected = unexpected };
            repository = RepositoryRows.FindOrAdd(transaction, put.Repository);
            var manifest = Insert(transaction, repository, put, blobs);
            foreach (var tag in put.Tags)
                TagRows.Set(transaction, repository, tag, manifest, put);
            return ManifestPutResult.Stored;
        },
        cancellationToken);

    /// <summary>Deletes a manifest and all its tags; false where there was none.</summary>
    public Task<bool> DeleteAsync(RepositoryName repository, Digest digest, string? by, long now, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            transaction.Execute(
                $"""
                INSERT INTO tag_history (repository_id, name, digest, changed, changed_by)
                SELECT tag.repository_id, tag.name, NULL, ?3, ?4 FROM tag
                WHERE tag.manifest_id = (SELECT manifest.id {ByDigest})
                """,
                repository.ToString(), digest.ToString(), now, by);
            return transaction.Execute($"DELETE FROM manifest WHERE id = (SELECT manifest.id {ByDigest})", repository.ToString(), digest.ToString()) > 0;
        },
        cancellationToken);

    /// <summary>Manifests that speak of a subject, in order of their digests, after <paramref name="after"/>; at most <paramref name="count"/>.</summary>
    public IReadOnlyList<ManifestRecord> ListReferrers(RepositoryName repository, Digest subject, string? artifactType, Digest? after, int count) =>
        database.Read<IReadOnlyList<ManifestRecord>>(transaction =>
        {
            using var rows = transaction.Query(
                """
                SELECT manifest.digest, manifest.media_type, manifest.size, manifest.content
                FROM repository JOIN manifest ON manifest.repository_id = repository.id
                WHERE repository.name = ?1 AND manifest.subject = ?2 AND manifest.digest > ?4 AND (?3 IS NULL OR manifest.artifact_type = ?3)
                ORDER BY manifest.digest LIMIT ?5
                """,
                repository.ToString(), subject.ToString(), artifactType, after?.ToString() ?? "", count);
            var result = new List<ManifestRecord>();
            while (rows.Read())
                result.Add(Read(rows, ManifestContent.Whole));
            return result;
        });

    private ManifestRecord? Find(string where, RepositoryName repository, string reference, ManifestContent content) => database.Read(transaction =>
    {
        var columns = content == ManifestContent.Whole ? "manifest.digest, manifest.media_type, manifest.size, manifest.content" : "manifest.digest, manifest.media_type, manifest.size";
        using var rows = transaction.Query($"SELECT {columns} {where}", repository.ToString(), reference);
        return rows.Read() ? Read(rows, content) : null;
    });

    private static ManifestRecord Read(SqliteRows rows, ManifestContent content) => new(
        Digest.Parse(rows.GetString(0)), rows.GetString(1), rows.GetInt64(2), content == ManifestContent.Whole ? rows.GetBytes(3) : default);

    private static void Judge(ManifestPart part, (long Id, long Size)? found, List<Digest> missing, List<(ManifestPart, long)> ofOtherSize, List<long> ids)
    {
        if (found is not { } row)
            missing.Add(part.Digest);
        else if (row.Size != part.Size)
            ofOtherSize.Add((part, row.Size));
        else
            ids.Add(row.Id);
    }

    // An update and not a look: a collector that decided on the row before sees that it has changed.
    private static (long Id, long Size)? TouchBlob(SqliteDatabase database, long repository, Digest digest, long now)
    {
        using var rows = database.Query(
            $"""
            UPDATE blob SET touched = max(touched, ?3), state = {(int)BlobState.Present}
            WHERE digest = ?2 AND state <> {(int)BlobState.Bad} AND id IN (SELECT blob_id FROM repository_blob WHERE repository_id = ?1)
            RETURNING id, size
            """,
            repository, digest.ToString(), now);
        return rows.Read() ? (rows.GetInt64(0), rows.GetInt64(1)) : null;
    }

    private static (long Id, long Size)? FindChild(SqliteDatabase database, long repository, Digest digest)
    {
        using var rows = database.Query("SELECT id, size FROM manifest WHERE repository_id = ?1 AND digest = ?2", repository, digest.ToString());
        return rows.Read() ? (rows.GetInt64(0), rows.GetInt64(1)) : null;
    }

    private static Tag? FindUnexpected(SqliteDatabase database, long repository, ManifestPut put)
    {
        if (put.Condition == TagCondition.None)
            return null;
        foreach (var tag in put.Tags)
        {
            if (!put.Condition.Allows(TagRows.FindDigest(database, repository, tag)))
                return tag;
        }
        return null;
    }

    private static long Insert(SqliteDatabase database, long repository, ManifestPut put, List<long> blobs)
    {
        var document = put.Document;
        if (FindChild(database, repository, put.Digest) is { } known)
        {
            // The same bytes again. Their type may have been said otherwise before; the last one counts.
            database.Execute("UPDATE manifest SET media_type = ?2, pushed = ?3 WHERE id = ?1", known.Id, document.MediaType, put.Now);
            return known.Id;
        }
        using var rows = database.Query(
            """
            INSERT INTO manifest (repository_id, digest, media_type, subject, artifact_type, pushed, size, content)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id
            """,
            repository, put.Digest.ToString(), document.MediaType, document.Subject?.ToString(), document.ArtifactType, put.Now, document.Raw.Length, document.Raw);
        var id = rows.Read() ? rows.GetInt64(0) : throw new InvalidOperationException("INSERT RETURNING returned no row.");
        foreach (var blob in blobs)
            database.Execute("INSERT OR IGNORE INTO manifest_blob (manifest_id, blob_id) VALUES (?1, ?2)", id, blob);
        foreach (var child in document.Children)
            database.Execute("INSERT OR IGNORE INTO manifest_child (manifest_id, child_digest) VALUES (?1, ?2)", id, child.Digest.ToString());
        return id;
    }
}
