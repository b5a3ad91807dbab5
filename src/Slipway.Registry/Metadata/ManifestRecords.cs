// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records of manifests and of what they need.</summary>
internal sealed class ManifestRecords(IMetadataDatabase database, RegistryRules rules)
{
    private const string ByTag =
        """
        FROM repository JOIN tag ON tag.repository_id = repository.id JOIN manifest ON manifest.id = tag.manifest_id
        WHERE repository.name = ?1 AND tag.name = ?2
        """;

    private const string ByDigest =
        "FROM repository JOIN manifest ON manifest.repository_id = repository.id WHERE repository.name = ?1 AND (manifest.digest = ?2 OR manifest.alias = ?2)";

    /// <summary>The manifest that a tag names, or null.</summary>
    public ManifestRecord? Find(RepositoryName repository, Tag tag, ManifestContent content) => Find(ByTag, repository, tag.ToString(), content);

    /// <summary>The manifest of a digest, or null.</summary>
    public ManifestRecord? Find(RepositoryName repository, Digest digest, ManifestContent content) => Find(ByDigest, repository, digest.ToString(), content);

    /// <summary>Stores a manifest and sets its tags, if all that it needs is there: all in one step.</summary>
    /// <exception cref="OciException">DENIED: a tag is set once and names something else, or there would be more tags than there may.</exception>
    public Task<ManifestPutResult> PutAsync(ManifestPut put, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            // No row has the number 0: a repository that isn't there yet holds nothing.
            var repository = RepositoryRows.Find(transaction, put.Repository) ?? 0;
            CheckCondition(transaction, repository, put);
            var (blobs, absentBlobs, ofOtherSize) = Look(put.Document.Blobs, part => TouchBlob(transaction, repository, part.Digest, put.Now));
            var (foreign, absentForeign, foreignOfOtherSize) = Look(put.Document.ForeignBlobs, part => TouchBlob(transaction, repository, part.Digest, put.Now));
            var (_, absentChildren, childrenOfOtherSize) = Look(put.Document.Children, part => ManifestRows.Find(transaction, repository, part.Digest));
            var result = new ManifestPutResult
            {
                Missing = [.. put.Sparse < SparsePolicy.Images ? absentBlobs : [], .. put.Sparse < SparsePolicy.Indexes ? absentChildren : []],
                Absent = absentBlobs.Count + absentChildren.Count,
                OfOtherSize = [.. ofOtherSize, .. foreignOfOtherSize, .. childrenOfOtherSize],
                Overwritten = FindOverwritten(transaction, repository, put),
            };
            if (!result.IsStored)
                return result;
            var before = NamespaceRows.Find(transaction, put.Repository);
            ImmutableRows.RequireSettable(transaction, repository, put, rules);
            repository = RepositoryRows.FindOrAdd(transaction, put.Repository);
            var manifest = ManifestRows.Put(transaction, repository, put, [.. blobs, .. foreign], [.. absentBlobs, .. absentForeign]);
            if (put.Origin == ManifestOrigin.Mirrored)
                MirrorRecords.Use(transaction, manifest, put.Now);
            foreach (var tag in put.Tags)
                TagRows.Set(transaction, repository, tag, manifest, put);
            NamespaceRows.Check(transaction, put.Repository, before, rules);
            AuditRows.Add(transaction, put.Happened);
            return result;
        },
        cancellationToken);

    /// <summary>Deletes a manifest and all its tags; false where there was none.</summary>
    /// <param name="removal">What is to happen: the repository, the manifest, by whom and when.</param>
    /// <param name="condition">What the manifest must be.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <exception cref="OciException">412: it is something else. DENIED: a tag that is set once leads to it.</exception>
    public Task<bool> DeleteAsync(RegistryEvent removal, TagCondition condition, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var (repository, digest) = (removal.Repository!.Value, removal.Digest!.Value);
            if (RepositoryRows.Find(transaction, repository) is not { } id || ManifestRows.Find(transaction, id, digest) is not { } manifest)
                return false;
            condition.Require(ManifestRows.FindDigests(transaction, id, digest), digest.ToString());
            ImmutableRows.RequireManifestRemovable(transaction, id, repository, manifest.Id, rules);
            TagRows.RemoveAllOf(transaction, id, manifest.Id, removal.By, removal.Time.ToUnixTimeMilliseconds());
            transaction.Execute("DELETE FROM manifest WHERE id = ?1", manifest.Id);
            AuditRows.Add(transaction, removal);
            return true;
        },
        cancellationToken);

    /// <summary>Manifests that speak of a subject, in order of their digests, after <paramref name="after"/>; at most
    /// <paramref name="count"/>, and none after those that have more than <paramref name="maxSize"/> bytes together.</summary>
    public IReadOnlyList<ManifestRecord> ListReferrers(RepositoryName repository, Digest subject, string? artifactType, Digest? after, int count, long maxSize) =>
        database.Read<IReadOnlyList<ManifestRecord>>(transaction =>
        {
            if (RepositoryRows.Find(transaction, repository) is not { } id)
                return [];
            // A subject may have been named by either of its digests.
            var names = ManifestRows.FindDigests(transaction, id, subject);
            using var rows = transaction.Query(
                """
                SELECT id FROM manifest
                WHERE repository_id = ?1 AND subject IN (?2, ?3) AND digest > ?5 AND (?4 IS NULL OR artifact_type = ?4)
                ORDER BY digest LIMIT ?6
                """,
                id, names[0].ToString(), names[^1].ToString(), artifactType, after?.ToString() ?? "", count);
            var result = new List<ManifestRecord>();
            // However many there are, no more is read than a page may hold and the one after it.
            for (long size = 0; (size <= maxSize || result.Count < 2) && rows.Read(); size += result[^1].Size)
                result.Add(Read(transaction, rows.GetInt64(0)));
            return result;
        });

    private ManifestRecord? Find(string where, RepositoryName repository, string reference, ManifestContent content) => database.Read(transaction =>
    {
        var columns = content == ManifestContent.Whole ? "manifest.digest, manifest.media_type, manifest.size, manifest.content" : "manifest.digest, manifest.media_type, manifest.size";
        using var rows = transaction.Query($"SELECT {columns} {where}", repository.ToString(), reference);
        return rows.Read() ? Read(rows, content) : null;
    });

    private static ManifestRecord Read(SqliteDatabase database, long id)
    {
        using var rows = database.Query("SELECT digest, media_type, size, content FROM manifest WHERE id = ?1", id);
        return rows.Read() ? Read(rows, ManifestContent.Whole) : throw new InvalidOperationException($"Manifest row {id} went away within a transaction.");
    }

    private static ManifestRecord Read(SqliteRows rows, ManifestContent content) => new(
        Digest.Parse(rows.GetString(0)), rows.GetString(1), rows.GetInt64(2), content == ManifestContent.Whole ? rows.GetBytes(3) : default);

    private static (List<long> Ids, List<Digest> Absent, List<(ManifestPart Part, long Size)> OfOtherSize) Look(
        IReadOnlyList<ManifestPart> parts, Func<ManifestPart, (long Id, long Size)?> find)
    {
        var (ids, absent, ofOtherSize) = (new List<long>(), new List<Digest>(), new List<(ManifestPart, long)>());
        foreach (var part in parts)
        {
            if (find(part) is not { } row)
                absent.Add(part.Digest);
            else if (row.Size != part.Size)
                ofOtherSize.Add((part, row.Size));
            else
                ids.Add(row.Id);
        }
        return (ids, absent, ofOtherSize);
    }

    // An update and not a look: a collector that decided on the row before sees that it has changed.
    private static (long Id, long Size)? TouchBlob(SqliteDatabase database, long repository, Digest digest, long now)
    {
        using var rows = database.Query(
            $"""
            UPDATE blob SET touched = max(touched, ?3), state = {(int)BlobState.Present}
            WHERE {BlobRecords.ColumnOf(digest)} = ?2 AND state <> {(int)BlobState.Bad} AND id IN (SELECT blob_id FROM repository_blob WHERE repository_id = ?1)
            RETURNING id, size
            """,
            repository, digest.ToString(), now);
        return rows.Read() ? (rows.GetInt64(0), rows.GetInt64(1)) : null;
    }

    private static Tag? FindOverwritten(SqliteDatabase database, long repository, ManifestPut put)
    {
        if (put.Overwrite == TagOverwrite.Allowed)
            return null;
        foreach (var tag in put.Tags)
        {
            var named = TagRows.FindDigests(database, repository, tag);
            if (named.Count > 0 && !named.Contains(put.Digest))
                return tag;
        }
        return null;
    }

    private static void CheckCondition(SqliteDatabase database, long repository, ManifestPut put)
    {
        if (put.Condition == TagCondition.None)
            return;
        if (put.Tags.Count == 0)
            put.Condition.Require(ManifestRows.Find(database, repository, put.Digest) is null ? [] : ManifestRows.FindDigests(database, repository, put.Digest), put.Digest.ToString());
        foreach (var tag in put.Tags)
            put.Condition.Require(TagRows.FindDigests(database, repository, tag), tag.ToString());
    }
}
