// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// The records as a collector changes them. What could go is looked for while others write; each step then takes a few of these, and of them only what
/// may still go. A blob goes in two steps: it is condemned, which anyone who needs it undoes, and then its row goes if it is still condemned. Files go
/// last, by the list that the second step leaves.
/// </summary>
internal sealed class CollectionRecords(IMetadataDatabase database)
{
    private const int BatchSize = 500;

    private const string Unneeded = "NOT EXISTS (SELECT 1 FROM manifest_blob WHERE manifest_blob.blob_id = blob.id)";

    private const string Unused =
        """
        NOT EXISTS (
            SELECT 1 FROM manifest_blob JOIN manifest ON manifest.id = manifest_blob.manifest_id
            WHERE manifest_blob.blob_id = repository_blob.blob_id AND manifest.repository_id = repository_blob.repository_id)
        """;

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

    /// <summary>All that would go, and nothing does.</summary>
    /// <param name="before">What was told of since then stays, in milliseconds since 1970.</param>
    /// <param name="untagged">What becomes of manifests that no tag leads to.</param>
    /// <param name="lapse">Since when somebody must have used what was fetched to a repository; null for what stays whether used or not.</param>
    public (IReadOnlyList<CollectedManifest> Manifests, IReadOnlyList<CollectedLink> Links, IReadOnlyList<CollectedBlob> Blobs) Preview(
        long before, UntaggedManifests untagged, Func<RepositoryName, long?> lapse) =>
        database.Preview(transaction =>
        {
            var (manifests, links, blobs) = (new List<CollectedManifest>(), new List<CollectedLink>(), new List<CollectedBlob>());
            while (FindLapsed(transaction, lapse) is { Count: > 0 } lapsed)
                manifests.AddRange(RemoveLapsed(transaction, lapsed, before));
            while (untagged == UntaggedManifests.Remove && FindUntagged(transaction, before) is { Count: > 0 } found)
                manifests.AddRange(RemoveUntagged(transaction, before, found));
            while (FindUnused(transaction, before) is { Count: > 0 } found)
                links.AddRange(RemoveUnused(transaction, before, found));
            while (FindUnneeded(transaction, before) is { Count: > 0 } found)
            {
                Condemn(transaction, before, found);
                blobs.AddRange(Sweep(transaction, before));
            }
            return (manifests, links, blobs);
        });

    /// <summary>Removes some manifests pushed before a time that no tag leads to, none where there are no more.</summary>
    public Task<IReadOnlyList<CollectedManifest>> RemoveUntaggedAsync(long before, CancellationToken cancellationToken) =>
        TakeAsync(transaction => FindUntagged(transaction, before), (transaction, found) => RemoveUntagged(transaction, before, found), cancellationToken);

    /// <summary>Removes some manifests that were fetched and that nobody has used, none where there are no more.</summary>
    /// <param name="lapse">Since when somebody must have used what was fetched to a repository; null for what stays whether used or not.</param>
    /// <param name="now">The time, in milliseconds since 1970.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public async Task<IReadOnlyList<CollectedManifest>> RemoveLapsedAsync(Func<RepositoryName, long?> lapse, long now, CancellationToken cancellationToken)
    {
        while (database.Read(transaction => FindLapsed(transaction, lapse)) is { Count: > 0 } found)
        {
            if (await database.WriteAsync(transaction => RemoveLapsed(transaction, found, now), cancellationToken) is { Count: > 0 } removed)
                return removed;
        }
        return [];
    }

    /// <summary>Takes some blobs from repositories that don't need them and that nobody was told of since a time, none where there are no more.</summary>
    public Task<IReadOnlyList<CollectedLink>> RemoveUnusedAsync(long before, CancellationToken cancellationToken) =>
        TakeAsync(transaction => FindUnused(transaction, before), (transaction, found) => RemoveUnused(transaction, before, found), cancellationToken);

    /// <summary>Condemns some blobs that no manifest needs and that nobody asked for since a time; 0 where there are no more.</summary>
    public async Task<int> CondemnAsync(long before, CancellationToken cancellationToken) =>
        (await TakeAsync(transaction => FindUnneeded(transaction, before), (transaction, found) => Condemn(transaction, before, found), cancellationToken)).Count;

    /// <summary>Removes the records of some blobs that are still condemned, and lists their files as trash; none where there are no more.</summary>
    public Task<IReadOnlyList<CollectedBlob>> SweepAsync(long before, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<CollectedBlob>>(transaction => Sweep(transaction, before), cancellationToken);

    /// <summary>Some files to be unlinked, none where there are no more.</summary>
    public IReadOnlyList<BlobGeneration> ListTrash() => database.Read(static transaction =>
    {
        using var rows = transaction.Query("SELECT digest, generation FROM trash LIMIT ?1", BatchSize);
        var files = new List<BlobGeneration>();
        while (rows.Read())
            files.Add(new(Digest.Parse(rows.GetString(0)), rows.GetString(1)));
        return files;
    });

    /// <summary>Forgets files that are unlinked.</summary>
    public Task<int> ForgetTrashAsync(IReadOnlyList<BlobGeneration> files, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => files.Sum(file => transaction.Execute("DELETE FROM trash WHERE digest = ?1 AND generation = ?2", file.Digest.ToString(), file.Generation)),
        cancellationToken, Durability.ProcessDeath);

    /// <summary>Whether the records know a file, as a blob's or as trash.</summary>
    public bool Knows(BlobGeneration file) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            "SELECT 1 FROM blob WHERE digest = ?1 AND generation = ?2 UNION ALL SELECT 1 FROM trash WHERE digest = ?1 AND generation = ?2",
            file.Digest.ToString(), file.Generation);
        return rows.Read();
    });

    private async Task<IReadOnlyList<T>> TakeAsync<T>(Func<SqliteDatabase, List<long[]>> find, Func<SqliteDatabase, List<long[]>, List<T>> take, CancellationToken cancellationToken)
    {
        // What was found may have changed by the time it is taken, all of it even; then there may be more all the same.
        while (database.Read(find) is { Count: > 0 } found)
        {
            if (await database.WriteAsync(transaction => take(transaction, found), cancellationToken) is { Count: > 0 } taken)
                return taken;
        }
        return [];
    }

    private static List<((long Id, RepositoryName Name) Repository, long Manifest, long Before)> FindLapsed(SqliteDatabase database, Func<RepositoryName, long?> lapse)
    {
        foreach (var repository in MirrorRecords.ListRepositories(database))
        {
            if (lapse(repository.Name) is { } before && MirrorRecords.FindUnused(database, repository.Id, before, BatchSize) is { Count: > 0 } found)
                return [.. found.Select(manifest => (repository, manifest, before))];
        }
        return [];
    }

    private static List<CollectedManifest> RemoveLapsed(SqliteDatabase database, List<((long Id, RepositoryName Name) Repository, long Manifest, long Before)> found, long now) =>
        [.. found.Select(lapsed => MirrorRecords.Remove(database, lapsed.Repository, lapsed.Manifest, lapsed.Before, now)).OfType<CollectedManifest>()];

    private static List<long[]> FindUntagged(SqliteDatabase database, long before) =>
        ReadKeys(database.Query($"SELECT manifest.id FROM manifest WHERE {Untagged} LIMIT ?2", before, BatchSize), columns: 1);

    private static List<long[]> FindUnused(SqliteDatabase database, long before) =>
        ReadKeys(database.Query($"SELECT repository_id, blob_id FROM repository_blob WHERE touched < ?1 AND {Unused} LIMIT ?2", before, BatchSize), columns: 2);

    private static List<long[]> FindUnneeded(SqliteDatabase database, long before) =>
        ReadKeys(database.Query($"SELECT id FROM blob WHERE state = {(int)BlobState.Present} AND touched < ?1 AND {Unneeded} LIMIT ?2", before, BatchSize), columns: 1);

    private static List<CollectedManifest> RemoveUntagged(SqliteDatabase database, long before, List<long[]> found)
    {
        var removed = new List<CollectedManifest>();
        foreach (var key in found)
        {
            using var rows = database.Query(
                $"""
                DELETE FROM manifest WHERE id = ?2 AND {Untagged}
                RETURNING (SELECT name FROM repository WHERE repository.id = manifest.repository_id), digest, pushed, subject
                """,
                before, key[0]);
            while (rows.Read())
                removed.Add(new(RepositoryName.Parse(rows.GetString(0)), Digest.Parse(rows.GetString(1)), Time(rows.GetInt64(2)), rows.GetStringOrNull(3) is { } subject ? Digest.Parse(subject) : null));
        }
        return removed;
    }

    private static List<CollectedLink> RemoveUnused(SqliteDatabase database, long before, List<long[]> found)
    {
        var removed = new List<CollectedLink>();
        foreach (var key in found)
        {
            using var rows = database.Query(
                $"""
                DELETE FROM repository_blob WHERE repository_id = ?2 AND blob_id = ?3 AND touched < ?1 AND {Unused}
                RETURNING (SELECT name FROM repository WHERE repository.id = repository_id), (SELECT digest FROM blob WHERE blob.id = blob_id)
                """,
                before, key[0], key[1]);
            while (rows.Read())
                removed.Add(new(RepositoryName.Parse(rows.GetString(0)), Digest.Parse(rows.GetString(1))));
        }
        return removed;
    }

    private static List<long> Condemn(SqliteDatabase database, long before, List<long[]> found)
    {
        var condemned = new List<long>();
        foreach (var key in found)
        {
            var count = database.Execute(
                $"UPDATE blob SET state = {(int)BlobState.Condemned} WHERE id = ?2 AND state = {(int)BlobState.Present} AND touched < ?1 AND {Unneeded}", before, key[0]);
            if (count > 0)
                condemned.Add(key[0]);
        }
        return condemned;
    }

    // A damaged blob is absent for everyone already, so it needs no warning.
    private static List<CollectedBlob> Sweep(SqliteDatabase database, long before)
    {
        database.Execute(
            $"""
            INSERT OR IGNORE INTO trash (digest, generation)
            SELECT digest, generation FROM blob WHERE state <> {(int)BlobState.Present} AND touched < ?1 AND {Unneeded} ORDER BY id LIMIT ?2
            """,
            before, BatchSize);
        using var rows = database.Query(
            $"""
            DELETE FROM blob WHERE id IN (
                SELECT id FROM blob WHERE state <> {(int)BlobState.Present} AND touched < ?1 AND {Unneeded} ORDER BY id LIMIT ?2)
            RETURNING digest, size, touched, state
            """,
            before, BatchSize);
        var blobs = new List<CollectedBlob>();
        while (rows.Read())
            blobs.Add(new(Digest.Parse(rows.GetString(0)), rows.GetInt64(1), Time(rows.GetInt64(2)), (BlobState)rows.GetInt64(3) == BlobState.Bad));
        return blobs;
    }

    private static List<long[]> ReadKeys(SqliteRows rows, int columns)
    {
        using (rows)
        {
            var keys = new List<long[]>();
            while (rows.Read())
                keys.Add(columns == 1 ? [rows.GetInt64(0)] : [rows.GetInt64(0), rows.GetInt64(1)]);
            return keys;
        }
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
