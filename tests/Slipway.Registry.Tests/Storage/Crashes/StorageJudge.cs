// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Native;

namespace Slipway.Registry.Tests;

/// <summary>Says what is wrong with the files and records of a registry, by their layout alone: no code of the storage is used.</summary>
internal static class StorageJudge
{
    private const string Root = "registry/";

    /// <summary>Names that lead to what is missing or wrong, and what clients were told and isn't so.</summary>
    public static IEnumerable<string> Judge(IReadOnlyDictionary<string, byte[]> files, SqliteDatabase records, StorageHistory history, DateTimeOffset now)
    {
        foreach (var (digest, size, generation, state) in ListBlobs(records))
        {
            if (state == (long)BlobState.Bad)
                yield return $"the blob {digest} was taken for damaged";
            if (!files.TryGetValue(PathOf(digest, generation), out var content))
                yield return $"the file of {digest}.{generation} is missing";
            else if (content.Length != size || HexOf(content) != digest["sha256:".Length..])
                yield return $"the file of {digest}.{generation} holds {content.Length} other bytes where {size} are expected";
        }
        foreach (var problem in JudgeManifests(records).Concat(JudgePromises(records, history, now)))
            yield return problem;
    }

    /// <summary>What lies about that nothing needs, after everything had the time to be swept.</summary>
    public static IEnumerable<string> FindLeaks(IReadOnlyDictionary<string, byte[]> files, SqliteDatabase records)
    {
        var known = ListBlobs(records).Select(static blob => PathOf(blob.Digest, blob.Generation)).ToHashSet(StringComparer.Ordinal);
        foreach (var path in files.Keys.Where(path => !known.Contains(path)))
            yield return $"{path} was never swept";
        foreach (var table in new[] { "trash", "upload" })
        {
            if (Count(records, table) is > 0 and var count)
                yield return $"{count} rows of '{table}' were never swept";
        }
        if (Sum(records, "SELECT coalesce(sum(bytes), 0) FROM namespace") is var counted && Sum(
            records,
            """
            SELECT coalesce(sum(size), 0) FROM (SELECT DISTINCT repository.namespace_id, blob.id, blob.size AS size FROM repository_blob
            JOIN repository ON repository.id = repository_id JOIN blob ON blob.id = blob_id)
            """) is var real && counted != real)
        {
            yield return $"namespaces say {counted} bytes where they hold {real}";
        }
        if (Sum(records, "SELECT coalesce(sum(tags), 0) FROM namespace") is var tags && tags != Count(records, "tag"))
            yield return $"namespaces say {tags} tags where there are {Count(records, "tag")}";
    }

    private static IEnumerable<string> JudgeManifests(SqliteDatabase records)
    {
        var manifests = new List<(long Id, string Digest, byte[] Content, bool IsMirrored)>();
        using (var rows = records.Query("SELECT id, digest, content, EXISTS (SELECT 1 FROM mirrored_manifest WHERE manifest_id = manifest.id) FROM manifest"))
        {
            while (rows.Read())
                manifests.Add((rows.GetInt64(0), rows.GetString(1), rows.GetBytes(2), rows.GetInt64(3) != 0));
        }
        foreach (var (id, digest, content, isMirrored) in manifests)
        {
            if (HexOf(content) != digest["sha256:".Length..])
                yield return $"the manifest {digest} has other bytes";
            using var json = System.Text.Json.JsonDocument.Parse(content);
            var parts = json.RootElement.GetProperty("layers").EnumerateArray().Append(json.RootElement.GetProperty("config")).Select(static part => part.GetProperty("digest").GetString()!).Distinct();
            foreach (var part in parts)
            {
                // Of what was fetched a part may be missing, but not be here without being needed.
                const string held = "SELECT count(*) FROM repository_blob JOIN blob ON blob.id = blob_id WHERE repository_id = (SELECT repository_id FROM manifest WHERE id = ?1) AND digest = ?2";
                if (isMirrored && Sum(records, held, id, part) == 0)
                    continue;
                if (Sum(records, "SELECT count(*) FROM manifest_blob JOIN blob ON blob.id = blob_id WHERE manifest_id = ?1 AND digest = ?2", id, part) != 1)
                    yield return $"the manifest {digest} names {part}, which no record holds for it";
            }
        }
    }

    private static IEnumerable<string> JudgePromises(SqliteDatabase records, StorageHistory history, DateTimeOffset now)
    {
        var tags = new Dictionary<string, string>();
        using (var rows = records.Query(
            "SELECT repository.name, tag.name, manifest.digest FROM tag JOIN repository ON repository.id = tag.repository_id JOIN manifest ON manifest.id = manifest_id"))
        {
            while (rows.Read())
                tags[$"{rows.GetString(0)}:{rows.GetString(1)}"] = rows.GetString(2);
        }
        foreach (var (name, digest) in history.Tags.Where(pair => tags.GetValueOrDefault(pair.Key) != pair.Value.ToString()))
            yield return $"{name} was acknowledged as {digest}, and is {tags.GetValueOrDefault(name) ?? "gone"}";
        // What a mirror tagged goes when nobody uses it.
        foreach (var name in tags.Keys.Where(name => !history.Tags.ContainsKey(name) && !name.StartsWith("mirror/", StringComparison.Ordinal)))
            yield return $"{name} is {tags[name]}, and was acknowledged as gone";
        foreach (var ((repository, blob), told) in history.Blobs.Where(pair => now - pair.Value < StorageWorkload.Options.Collection.Grace && !history.Unlinked.Contains(pair.Key)))
        {
            if (Sum(
                records,
                "SELECT count(*) FROM repository_blob JOIN repository ON repository.id = repository_id JOIN blob ON blob.id = blob_id WHERE repository.name = ?1 AND digest = ?2",
                repository.ToString(), blob.ToString()) != 1)
            {
                yield return $"{repository} was acknowledged to hold {blob} at {told:t}, and does not at {now:t}";
            }
        }
    }

    private static List<(string Digest, long Size, string Generation, long State)> ListBlobs(SqliteDatabase records)
    {
        var blobs = new List<(string, long, string, long)>();
        using var rows = records.Query("SELECT digest, size, generation, state FROM blob");
        while (rows.Read())
            blobs.Add((rows.GetString(0), rows.GetInt64(1), rows.GetString(2), rows.GetInt64(3)));
        return blobs;
    }

    private static string PathOf(string digest, string generation)
    {
        var hex = digest["sha256:".Length..];
        return $"{Root}data/blobs/sha256/{Convert.FromHexString(hex[..2])[0] % StorageWorkload.Folders:x2}/{hex}.{generation}";
    }

    private static string HexOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static long Count(SqliteDatabase records, string table) => Sum(records, $"SELECT count(*) FROM {table}");

    private static long Sum(SqliteDatabase records, string query, params ReadOnlySpan<SqliteValue> values)
    {
        using var rows = records.Query(query, values);
        return rows.Read() ? rows.GetInt64(0) : 0;
    }
}
