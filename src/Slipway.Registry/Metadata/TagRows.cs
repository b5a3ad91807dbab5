// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Rows of tags, within a transaction.</summary>
internal static class TagRows
{
    /// <summary>The digests of what a tag names; none where there is no such tag.</summary>
    public static IReadOnlyList<Digest> FindDigests(SqliteDatabase database, long repository, Tag tag)
    {
        using var rows = database.Query(
            "SELECT manifest.digest, manifest.alias FROM tag JOIN manifest ON manifest.id = tag.manifest_id WHERE tag.repository_id = ?1 AND tag.name = ?2",
            repository, tag.ToString());
        return rows.Read() ? ManifestRows.ReadDigests(rows) : [];
    }

    /// <summary>Makes a tag name a manifest, and remembers it.</summary>
    public static void Set(SqliteDatabase database, long repository, Tag tag, long manifest, ManifestPut put)
    {
        var isKnown = database.Execute(
            "UPDATE tag SET manifest_id = ?3, pushed = ?4, pushed_by = ?5 WHERE repository_id = ?1 AND name = ?2", repository, tag.ToString(), manifest, put.Now, put.By) > 0;
        if (!isKnown)
        {
            database.Execute(
                "INSERT INTO tag (repository_id, name, manifest_id, pushed, pushed_by) VALUES (?1, ?2, ?3, ?4, ?5)", repository, tag.ToString(), manifest, put.Now, put.By);
            NamespaceRows.CountTags(database, repository, 1);
        }
        AddHistory(database, repository, tag, put.Digest, put.By, put.Now);
    }

    /// <summary>Takes a tag away; false where there was none.</summary>
    public static bool Remove(SqliteDatabase database, long repository, Tag tag, string? by, long now)
    {
        if (database.Execute("DELETE FROM tag WHERE repository_id = ?1 AND name = ?2", repository, tag.ToString()) == 0)
            return false;
        NamespaceRows.CountTags(database, repository, -1);
        AddHistory(database, repository, tag, null, by, now);
        return true;
    }

    /// <summary>Takes away all tags that name a manifest.</summary>
    public static void RemoveAllOf(SqliteDatabase database, long repository, long manifest, string? by, long now)
    {
        database.Execute(
            "INSERT INTO tag_history (repository_id, name, digest, changed, changed_by) SELECT repository_id, name, NULL, ?2, ?3 FROM tag WHERE manifest_id = ?1", manifest, now, by);
        NamespaceRows.CountTags(database, repository, -database.Execute("DELETE FROM tag WHERE manifest_id = ?1", manifest));
    }

    /// <summary>Whether a tag still names what it named when it was set at a time.</summary>
    public static bool IsAsPushed(SqliteDatabase database, long repository, Tag tag, Digest digest, DateTimeOffset pushed)
    {
        using var rows = database.Query(
            "SELECT 1 FROM tag JOIN manifest ON manifest.id = tag.manifest_id WHERE tag.repository_id = ?1 AND tag.name = ?2 AND manifest.digest = ?3 AND tag.pushed = ?4",
            repository, tag.ToString(), digest.ToString(), pushed.ToUnixTimeMilliseconds());
        return rows.Read();
    }

    private static void AddHistory(SqliteDatabase database, long repository, Tag tag, Digest? digest, string? by, long now) =>
        database.Execute(
            "INSERT INTO tag_history (repository_id, name, digest, changed, changed_by) VALUES (?1, ?2, ?3, ?4, ?5)",
            repository, tag.ToString(), digest?.ToString(), now, by);
}
