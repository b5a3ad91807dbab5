// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records of blobs, and of which repositories hold them. A blob is found by its sha256, and by its sha512 where someone pushed it so.</summary>
internal sealed class BlobRecords(IMetadataDatabase database, RegistryRules rules)
{
    private const string Columns = "blob.id, blob.digest, blob.size, blob.generation, blob.state, blob.touched";

    /// <summary>A blob that a repository holds and whose file isn't known to be bad; null where there is none. It was touched when it was in this repository.</summary>
    public BlobRecord? Find(RepositoryName repository, Digest digest) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            $"""
            SELECT blob.id, blob.digest, blob.size, blob.generation, blob.state, min(blob.touched, repository_blob.touched) FROM blob
            JOIN repository_blob ON repository_blob.blob_id = blob.id
            JOIN repository ON repository.id = repository_blob.repository_id
            WHERE repository.name = ?1 AND {ColumnOf(digest)} = ?2 AND blob.state <> {(int)BlobState.Bad}
            """,
            repository.ToString(), digest.ToString());
        return rows.Read() ? Read(rows) : null;
    });

    /// <summary>Names of repositories that hold a blob, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<RepositoryName> FindHolders(Digest digest, int count) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            $"""
            SELECT repository.name FROM blob
            JOIN repository_blob ON repository_blob.blob_id = blob.id
            JOIN repository ON repository.id = repository_blob.repository_id
            WHERE {ColumnOf(digest)} = ?1 AND blob.state <> {(int)BlobState.Bad} ORDER BY repository.name LIMIT ?2
            """,
            digest.ToString(), count);
        var names = new List<RepositoryName>();
        while (rows.Read())
            names.Add(RepositoryName.Parse(rows.GetString(0)));
        return names;
    });

    /// <summary>
    /// Says that a client is about to be told that a blob exists, so that no collector takes it soon. False when one has taken it already.
    /// </summary>
    public Task<bool> PinAsync(RepositoryName repository, BlobRecord blob, long now, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
            transaction.Execute(
                $"UPDATE blob SET touched = max(touched, ?2), state = {(int)BlobState.Present} WHERE id = ?1 AND digest = ?3 AND state <> {(int)BlobState.Bad}",
                blob.Id, now, blob.Digest.ToString()) > 0
            && transaction.Execute(
                "UPDATE repository_blob SET touched = max(touched, ?2) WHERE blob_id = ?1 AND repository_id = (SELECT id FROM repository WHERE name = ?3)",
                blob.Id, now, repository.ToString()) > 0,
        // A power cut ends the client's push too, or at least what it was told of this.
        cancellationToken, Durability.ProcessDeath);

    /// <summary>
    /// Records that a repository holds a blob, whose file is durably in its place, and ends the upload that brought it.
    /// </summary>
    /// <param name="commit">What was brought.</param>
    /// <param name="cancellationToken">Counts only until the change is queued.</param>
    /// <returns>The file that held an equal blob until now, which nothing names any more; null where there was none.</returns>
    /// <exception cref="OciException">DENIED: the namespace would hold more than it may.</exception>
    public Task<BlobGeneration?> CommitAsync(BlobCommit commit, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var before = NamespaceRows.Find(transaction, commit.Repository);
            var known = Find(transaction, commit.Digest);
            var blob = known is null ? Insert(transaction, commit) : Update(transaction, known, commit);
            Link(transaction, RepositoryRows.FindOrAdd(transaction, commit.Repository), blob, commit.Now);
            NamespaceRows.Check(transaction, commit.Repository, before, rules);
            transaction.Execute("DELETE FROM upload WHERE id = ?1", commit.UploadId);
            return known?.File;
        },
        cancellationToken);

    /// <summary>Records that <paramref name="repository"/> holds a blob which <paramref name="from"/> holds; false where that one doesn't.</summary>
    public Task<bool> MountAsync(RepositoryName from, RepositoryName repository, Digest digest, long now, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var before = NamespaceRows.Find(transaction, repository);
            var isHeld = transaction.Execute(
                $"""
                UPDATE blob SET touched = max(touched, ?3), state = {(int)BlobState.Present}
                WHERE {ColumnOf(digest)} = ?1 AND state <> {(int)BlobState.Bad} AND id IN (
                    SELECT blob_id FROM repository_blob JOIN repository ON repository.id = repository_id WHERE repository.name = ?2)
                """,
                digest.ToString(), from.ToString(), now) > 0;
            if (!isHeld)
                return false;
            Link(transaction, RepositoryRows.FindOrAdd(transaction, repository), Find(transaction, digest)!.Id, now);
            NamespaceRows.Check(transaction, repository, before, rules);
            return true;
        },
        cancellationToken);

    /// <summary>Records that a repository no longer holds a blob; false where it didn't.</summary>
    /// <param name="removal">What is to happen: the repository, the blob, by whom and when.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <exception cref="OciException">DENIED: a tag that is set once leads to it.</exception>
    public Task<bool> UnlinkAsync(RegistryEvent removal, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            var repository = removal.Repository!.Value;
            if (RepositoryRows.Find(transaction, repository) is not { } id || Find(transaction, removal.Digest!.Value) is not { } blob)
                return false;
            ImmutableRows.RequireBlobRemovable(transaction, id, repository, blob.Id, rules);
            var isUnlinked = transaction.Execute("DELETE FROM repository_blob WHERE repository_id = ?1 AND blob_id = ?2", id, blob.Id) > 0;
            if (isUnlinked)
                AuditRows.Add(transaction, removal);
            return isUnlinked;
        },
        cancellationToken);

    /// <summary>Records that a generation of a blob is missing or holds other bytes.</summary>
    public Task MarkBadAsync(BlobRecord blob, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Execute(
            $"UPDATE blob SET state = {(int)BlobState.Bad} WHERE id = ?1 AND generation = ?2", blob.Id, blob.Generation),
        cancellationToken);

    /// <summary>How many blobs there are, and how many bytes they have.</summary>
    public static (long Count, long Bytes) Measure(SqliteDatabase database)
    {
        using var rows = database.Query("SELECT count(*), coalesce(sum(size), 0) FROM blob");
        return rows.Read() ? (rows.GetInt64(0), rows.GetInt64(1)) : default;
    }

    private static BlobRecord? Find(SqliteDatabase database, Digest digest)
    {
        using var rows = database.Query($"SELECT {Columns} FROM blob WHERE {ColumnOf(digest)} = ?1", digest.ToString());
        return rows.Read() ? Read(rows) : null;
    }

    private static long Insert(SqliteDatabase database, BlobCommit commit)
    {
        using var rows = database.Query(
            $"INSERT INTO blob (digest, size, generation, state, touched, alias) VALUES (?1, ?2, ?3, {(int)BlobState.Present}, ?4, ?5) RETURNING id",
            commit.Digest.ToString(), commit.Size, commit.Generation, commit.Now, commit.Alias?.ToString());
        return rows.Read() ? rows.GetInt64(0) : throw new InvalidOperationException("INSERT RETURNING returned no row.");
    }

    private static long Update(SqliteDatabase database, BlobRecord known, BlobCommit commit)
    {
        database.Execute(
            $"UPDATE blob SET generation = ?2, state = {(int)BlobState.Present}, touched = max(touched, ?3), alias = coalesce(?4, alias) WHERE id = ?1",
            known.Id, commit.Generation, commit.Now, commit.Alias?.ToString());
        database.Execute("INSERT OR IGNORE INTO trash (digest, generation) VALUES (?1, ?2)", known.Digest.ToString(), known.Generation);
        return known.Id;
    }

    private static void Link(SqliteDatabase database, long repository, long blob, long now)
    {
        database.Execute(
            "INSERT INTO repository_blob (repository_id, blob_id, touched) VALUES (?1, ?2, ?3) ON CONFLICT (repository_id, blob_id) DO UPDATE SET touched = max(touched, ?3)",
            repository, blob, now);
        // A manifest that came without it needs it from now on.
        database.Execute(
            """
            INSERT OR IGNORE INTO manifest_blob (manifest_id, blob_id)
            SELECT manifest.id, blob.id FROM blob
            JOIN manifest_absent ON manifest_absent.digest IN (blob.digest, blob.alias)
            JOIN manifest ON manifest.id = manifest_absent.manifest_id
            WHERE blob.id = ?2 AND manifest.repository_id = ?1
            """,
            repository, blob);
    }

    /// <summary>The column that a digest of this algorithm stands in.</summary>
    public static string ColumnOf(Digest digest) => digest.Algorithm == "sha512" ? "blob.alias" : "blob.digest";

    /// <summary>Reads the columns id, digest, size, generation, state and touched.</summary>
    public static BlobRecord Read(SqliteRows rows) => new(
        rows.GetInt64(0), Digest.Parse(rows.GetString(1)), rows.GetInt64(2), rows.GetString(3), (BlobState)rows.GetInt64(4), rows.GetInt64(5));
}
