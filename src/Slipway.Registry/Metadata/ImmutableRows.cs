// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Tags that are set once, within a transaction.</summary>
internal static class ImmutableRows
{
    // A tag leads to a manifest, and through indexes to more.
    private const string TagsAbove =
        """
            UNION
            SELECT parent.id FROM above JOIN manifest ON manifest.id = above.id
            JOIN manifest_child ON manifest_child.child_digest IN (manifest.digest, manifest.alias)
            JOIN manifest AS parent ON parent.id = manifest_child.manifest_id AND parent.repository_id = ?1
        )
        SELECT DISTINCT tag.name FROM above JOIN tag ON tag.manifest_id = above.id
        """;

    private const string AboveManifest = $"WITH RECURSIVE above(id) AS (SELECT ?2 {TagsAbove}";

    private const string AboveBlob =
        $"""
        WITH RECURSIVE above(id) AS (
            SELECT manifest.id FROM manifest JOIN manifest_blob ON manifest_blob.manifest_id = manifest.id WHERE manifest.repository_id = ?1 AND manifest_blob.blob_id = ?2
        {TagsAbove}
        """;

    /// <summary>Refuses to make a tag name something else.</summary>
    /// <exception cref="OciException">DENIED, with the rule.</exception>
    public static void RequireSettable(SqliteDatabase database, long repository, ManifestPut put, RegistryRules rules)
    {
        foreach (var tag in put.Tags)
        {
            if (rules.FindImmutable(put.Repository, tag) is { } rule && TagRows.FindDigests(database, repository, tag) is { Count: > 0 } current
                && !current.Contains(put.Digest) && !(put.Alias is { } alias && current.Contains(alias)))
            {
                throw OciException.Of(OciErrorCode.Denied, $"the tag '{tag}' of '{put.Repository}' names {current[0]} for ever, by the rule that {rule} are set once; push under another tag", tag.ToString());
            }
        }
    }

    /// <summary>Refuses to take a tag away.</summary>
    /// <exception cref="OciException">DENIED, with the rule.</exception>
    public static void RequireRemovable(SqliteDatabase database, long row, RepositoryName repository, Tag tag, RegistryRules rules)
    {
        if (rules.FindImmutable(repository, tag) is { } rule && TagRows.FindDigests(database, row, tag).Count > 0)
            throw Refuse(repository, tag, rule);
    }

    /// <summary>Refuses to take away a manifest that such a tag leads to.</summary>
    /// <exception cref="OciException">DENIED, with the rule.</exception>
    public static void RequireManifestRemovable(SqliteDatabase database, long row, RepositoryName repository, long manifest, RegistryRules rules) =>
        RequireNoneAbove(database, AboveManifest, row, repository, manifest, rules);

    /// <summary>Refuses to take away a blob that such a tag leads to.</summary>
    /// <exception cref="OciException">DENIED, with the rule.</exception>
    public static void RequireBlobRemovable(SqliteDatabase database, long row, RepositoryName repository, long blob, RegistryRules rules) =>
        RequireNoneAbove(database, AboveBlob, row, repository, blob, rules);

    private static void RequireNoneAbove(SqliteDatabase database, string query, long row, RepositoryName repository, long below, RegistryRules rules)
    {
        if (!rules.MayHoldImmutable(repository))
            return;
        using var rows = database.Query(query, row, below);
        while (rows.Read())
        {
            var tag = Tag.Parse(rows.GetString(0));
            if (rules.FindImmutable(repository, tag) is { } rule)
                throw Refuse(repository, tag, rule);
        }
    }

    private static OciException Refuse(RepositoryName repository, Tag tag, ImmutableTags rule) => OciException.Of(
        OciErrorCode.Denied, $"the tag '{tag}' of '{repository}' is not deleted, nor what it names, by the rule that {rule} are set once", tag.ToString());
}
