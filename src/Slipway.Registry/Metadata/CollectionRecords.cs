// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// The records as a collector changes them. A blob goes in two steps: it is condemned, which anyone who needs it undoes, and then its row goes
/// if it is still condemned. Files go last, by the list that the second step leaves.
/// </summary>
internal sealed class CollectionRecords(MetadataDatabase database)
{
    private const string Unneeded = "NOT EXISTS (SELECT 1 FROM manifest_blob WHERE manifest_blob.blob_id = blob.id)";

    // In no index that is there, and not about a manifest that is there.
    private const string Untagged =
        """
        manifest.pushed < ?1
        AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.manifest_id = manifest.id)
        AND NOT EXISTS (
            SELECT 1 FROM manifest_child JOIN manifest AS parent ON parent.id = manifest_child.manifest_id
            WHERE manifest_child.child_digest IN (manifest.digest, manifest.alias) AND parent.repository_id = manifest.repository_id)
        AND (manifest.subject IS NULL OR NOT EXISTS (
            SELECT 1 FROM manifest AS subject WHERE subject.repository_id = manifest.repository_id AND (subject.digest = manifest.subject OR subject.alias = manifest.subject)))
        """;

    /// <summary>The blobs that could be condemned: needed by no manifest and asked for by nobody since <paramref name="before"/>.</summary>
    public IReadOnlyList<(Digest Digest, long Size)> ListUnneeded(long before) => database.Read(transaction =>
    {
        using var rows = transaction.Query($"SELECT digest, size FROM blob WHERE touched < ?1 AND {Unneeded} ORDER BY digest", before);
        return ReadBlobs(rows);
    });

    /// <summary>Condemns blobs that are needed by no manifest and asked for by nobody since <paramref name="before"/>; at most <paramref name="count"/>.</summary>
    public Task<int> CondemnAsync(long before, int count, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Execute(
            $"""
            UPDATE blob SET state = {(int)BlobState.Condemned} WHERE id IN (
                SELECT id FROM blob WHERE state <> {(int)BlobState.Condemned} AND touched < ?1 AND {Unneeded} LIMIT ?2)
            """,
            before, count),
        cancellationToken);

    /// <summary>Removes the records of blobs that are still condemned, and lists their files as trash; at most <paramref name="count"/>.</summary>
    public Task<IReadOnlyList<(Digest Digest, long Size)>> SweepAsync(long before, int count, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<(Digest Digest, long Size)>>(
        transaction =>
        {
            transaction.Execute(
                $"""
                INSERT OR IGNORE INTO trash (digest, generation)
                SELECT digest, generation FROM blob WHERE state = {(int)BlobState.Condemned} AND touched < ?1 AND {Unneeded} ORDER BY id LIMIT ?2
                """,
                before, count);
            using var rows = transaction.Query(
                $"""
                DELETE FROM blob WHERE id IN (
                    SELECT id FROM blob WHERE state = {(int)BlobState.Condemned} AND touched < ?1 AND {Unneeded} ORDER BY id LIMIT ?2)
                RETURNING digest, size
                """,
                before, count);
            return ReadBlobs(rows);
        },
        cancellationToken);

    /// <summary>Files to be unlinked, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<(Digest Digest, string Generation)> ListTrash(int count) => database.Read(transaction =>
    {
        using var rows = transaction.Query("SELECT digest, generation FROM trash LIMIT ?1", count);
        var files = new List<(Digest, string)>();
        while (rows.Read())
            files.Add((Digest.Parse(rows.GetString(0)), rows.GetString(1)));
        return files;
    });

    /// <summary>Forgets files that are unlinked.</summary>
    public Task<int> ForgetTrashAsync(IReadOnlyList<(Digest Digest, string Generation)> files, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => files.Sum(file => transaction.Execute("DELETE FROM trash WHERE digest = ?1 AND generation = ?2", file.Digest.ToString(), file.Generation)),
        cancellationToken, Durability.ProcessDeath);

    /// <summary>Whether the records know a file, as a blob's or as trash.</summary>
    public bool Knows(Digest digest, string generation) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            "SELECT 1 FROM blob WHERE digest = ?1 AND generation = ?2 UNION ALL SELECT 1 FROM trash WHERE digest = ?1 AND generation = ?2",
            digest.ToString(), generation);
        return rows.Read();
    });

    /// <summary>The manifests pushed before a time that no tag leads to.</summary>
    public IReadOnlyList<(RepositoryName Repository, Digest Digest)> ListUntagged(long before) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            $"SELECT repository.name, manifest.digest FROM manifest JOIN repository ON repository.id = manifest.repository_id WHERE {Untagged} ORDER BY 1, 2", before);
        return ReadManifests(rows);
    });

    /// <summary>Removes the manifests pushed before a time that no tag leads to, and then those that this leaves alone.</summary>
    public Task<IReadOnlyList<(RepositoryName Repository, Digest Digest)>> RemoveUntaggedAsync(long before, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<(RepositoryName Repository, Digest Digest)>>(
        transaction =>
        {
            var removed = new List<(RepositoryName, Digest)>();
            while (true)
            {
                using var rows = transaction.Query(
                    $"""
                    DELETE FROM manifest WHERE {Untagged}
                    RETURNING (SELECT name FROM repository WHERE repository.id = manifest.repository_id), manifest.digest
                    """,
                    before);
                var turn = ReadManifests(rows);
                if (turn.Count == 0)
                    return removed;
                removed.AddRange(turn);
            }
        },
        cancellationToken);

    private static List<(Digest Digest, long Size)> ReadBlobs(SqliteRows rows)
    {
        var blobs = new List<(Digest, long)>();
        while (rows.Read())
            blobs.Add((Digest.Parse(rows.GetString(0)), rows.GetInt64(1)));
        return blobs;
    }

    private static List<(RepositoryName Repository, Digest Digest)> ReadManifests(SqliteRows rows)
    {
        var manifests = new List<(RepositoryName, Digest)>();
        while (rows.Read())
            manifests.Add((RepositoryName.Parse(rows.GetString(0)), Digest.Parse(rows.GetString(1))));
        return manifests;
    }
}
