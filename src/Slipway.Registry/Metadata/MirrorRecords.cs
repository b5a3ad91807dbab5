// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records of what was fetched from other registries, and can be again.</summary>
internal sealed class MirrorRecords(IMetadataDatabase database)
{
    /// <summary>Records that a manifest that was fetched is used.</summary>
    public Task UseAsync(RepositoryName repository, Digest digest, long now, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => RepositoryRows.Find(transaction, repository) is { } id && ManifestRows.Find(transaction, id, digest) is { } manifest
            && transaction.Execute("UPDATE mirrored_manifest SET used = max(used, ?2) WHERE manifest_id = ?1", manifest.Id, now) > 0,
        cancellationToken, Durability.ProcessDeath);

    /// <summary>Records within a transaction that a manifest was fetched.</summary>
    public static void Use(SqliteDatabase database, long manifest, long now) =>
        database.Execute("INSERT INTO mirrored_manifest (manifest_id, used) VALUES (?1, ?2) ON CONFLICT (manifest_id) DO UPDATE SET used = max(used, ?2)", manifest, now);

    /// <summary>The repositories that hold what was fetched, by name.</summary>
    public static IReadOnlyList<(long Id, RepositoryName Name)> ListRepositories(SqliteDatabase database)
    {
        using var rows = database.Query(
            "SELECT id, name FROM repository WHERE EXISTS (SELECT 1 FROM manifest JOIN mirrored_manifest ON mirrored_manifest.manifest_id = manifest.id WHERE manifest.repository_id = repository.id) ORDER BY name");
        var repositories = new List<(long, RepositoryName)>();
        while (rows.Read())
            repositories.Add((rows.GetInt64(0), RepositoryName.Parse(rows.GetString(1))));
        return repositories;
    }

    /// <summary>Some manifests of a repository that were fetched and that nobody has used since a time.</summary>
    public static IReadOnlyList<long> FindUnused(SqliteDatabase database, long repository, long before, int count)
    {
        using var rows = database.Query(
            "SELECT manifest.id FROM manifest JOIN mirrored_manifest ON mirrored_manifest.manifest_id = manifest.id WHERE manifest.repository_id = ?1 AND mirrored_manifest.used < ?2 LIMIT ?3",
            repository, before, count);
        var ids = new List<long>();
        while (rows.Read())
            ids.Add(rows.GetInt64(0));
        return ids;
    }

    /// <summary>Removes a manifest with its tags, if nobody has used it since a time; null where somebody has.</summary>
    /// <param name="database">The transaction.</param>
    /// <param name="repository">The repository's row and name.</param>
    /// <param name="manifest">The manifest's row.</param>
    /// <param name="before">The time, in milliseconds since 1970.</param>
    /// <param name="now">The time that it is now.</param>
    public static CollectedManifest? Remove(SqliteDatabase database, (long Id, RepositoryName Name) repository, long manifest, long before, long now)
    {
        using var found = database.Query(
            "SELECT manifest.digest, manifest.pushed, mirrored_manifest.used FROM manifest JOIN mirrored_manifest ON mirrored_manifest.manifest_id = manifest.id WHERE manifest.id = ?1 AND mirrored_manifest.used < ?2",
            manifest, before);
        if (!found.Read())
            return null;
        var collected = new CollectedManifest(repository.Name, Digest.Parse(found.GetString(0)), Time(found.GetInt64(1)), null) { Unused = Time(found.GetInt64(2)) };
        TagRows.RemoveAllOf(database, repository.Id, manifest, By, now);
        database.Execute("DELETE FROM manifest WHERE id = ?1", manifest);
        return collected;
    }

    /// <summary>Who takes tags away, in their history.</summary>
    public const string By = "mirror";

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
