// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records as a scrubber reads them: everything, a few at a time.</summary>
internal sealed class ScrubRecords(IMetadataDatabase database)
{
    private const int BatchSize = 200;
    private const int MaxNames = 20;

    // What leads to a blob, and through indexes to that.
    private const string TagsAboveBlob =
        """
        WITH RECURSIVE above(id) AS (
            SELECT manifest_id FROM manifest_blob WHERE blob_id = ?1
            UNION
            SELECT parent.id FROM above JOIN manifest ON manifest.id = above.id
            JOIN manifest_child ON manifest_child.child_digest IN (manifest.digest, manifest.alias)
            JOIN manifest AS parent ON parent.id = manifest_child.manifest_id AND parent.repository_id = manifest.repository_id
        )
        SELECT DISTINCT repository.name, tag.name FROM above JOIN tag ON tag.manifest_id = above.id JOIN repository ON repository.id = tag.repository_id
        ORDER BY 1, 2 LIMIT ?2
        """;

    /// <summary>Some blobs after a row, in order of their rows; none after the last.</summary>
    public IReadOnlyList<BlobRecord> ListBlobs(long after) => database.Read(transaction =>
    {
        using var rows = transaction.Query("SELECT id, digest, size, generation, state, touched FROM blob WHERE id > ?1 ORDER BY id LIMIT ?2", after, BatchSize);
        var blobs = new List<BlobRecord>();
        while (rows.Read())
            blobs.Add(BlobRecords.Read(rows));
        return blobs;
    });

    /// <summary>A blob as it is now; null where it is gone.</summary>
    public BlobRecord? Find(long id) => database.Read(transaction =>
    {
        using var rows = transaction.Query("SELECT id, digest, size, generation, state, touched FROM blob WHERE id = ?1", id);
        return rows.Read() ? BlobRecords.Read(rows) : null;
    });

    /// <summary>Some of the tags that lead to a blob.</summary>
    public IReadOnlyList<string> ListTagsAbove(BlobRecord blob) => database.Read(transaction =>
    {
        using var rows = transaction.Query(TagsAboveBlob, blob.Id, MaxNames);
        var names = new List<string>();
        while (rows.Read())
            names.Add($"{rows.GetString(0)}:{rows.GetString(1)}");
        return names;
    });

    /// <summary>Some manifests after a row: the row, the repository, the digest, and whether the bytes have it; none after the last.</summary>
    public IReadOnlyList<(long Id, RepositoryName Repository, Digest Digest, bool IsRight)> ListManifests(long after) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            "SELECT manifest.id, repository.name, digest, content FROM manifest JOIN repository ON repository.id = repository_id WHERE manifest.id > ?1 ORDER BY manifest.id LIMIT ?2",
            after, BatchSize);
        var manifests = new List<(long, RepositoryName, Digest, bool)>();
        while (rows.Read())
        {
            var digest = Digest.Parse(rows.GetString(2));
            manifests.Add((rows.GetInt64(0), RepositoryName.Parse(rows.GetString(1)), digest, digest.OfSameAlgorithm(rows.GetBytes(3)) == digest));
        }
        return manifests;
    });

    /// <summary>What the database itself finds wrong with its pages and references, in its own words.</summary>
    public IReadOnlyList<string> CheckDatabase() => database.Read(static transaction =>
    {
        var problems = new List<string>();
        using (var rows = transaction.Query("PRAGMA integrity_check(20)"))
        {
            while (rows.Read())
            {
                if (rows.GetString(0) is not "ok" and var problem)
                    problems.Add(problem);
            }
        }
        using (var rows = transaction.Query("PRAGMA foreign_key_check"))
        {
            while (problems.Count < MaxNames && rows.Read())
                problems.Add($"row {rows.GetInt64(1)} of '{rows.GetString(0)}' names a row of '{rows.GetString(2)}' that is not there");
        }
        return problems;
    });
}
