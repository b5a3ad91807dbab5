// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records of tags and of the repositories they are in. Lists are in ordinal order.</summary>
internal sealed class TagRecords(IMetadataDatabase database, RegistryRules rules)
{
    /// <summary>Takes a tag away, and leaves what it named; false where there was none.</summary>
    /// <param name="removal">What is to happen: the repository, the one tag, by whom and when.</param>
    /// <param name="condition">What the tag must name.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <exception cref="OciException">412: it names something else. DENIED: a rule says that it is set once.</exception>
    public Task<bool> RemoveAsync(RegistryEvent removal, TagCondition condition, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            if (RepositoryRows.Find(transaction, removal.Repository!.Value) is not { } id)
                return false;
            if (TagRows.FindDigests(transaction, id, removal.Tags[0]) is { Count: > 0 } named)
                condition.Require(named, removal.Tags[0].ToString());
            ImmutableRows.RequireRemovable(transaction, id, removal.Repository!.Value, removal.Tags[0], rules);
            var isRemoved = TagRows.Remove(transaction, id, removal.Tags[0], removal.By, removal.Time.ToUnixTimeMilliseconds());
            if (isRemoved)
                AuditRows.Add(transaction, removal);
            return isRemoved;
        },
        cancellationToken);

    /// <summary>At most <paramref name="count"/> tags after <paramref name="after"/> (which need not exist); null where there is no such repository.</summary>
    public IReadOnlyList<string>? List(RepositoryName repository, string after, int count) => database.Read<IReadOnlyList<string>?>(transaction =>
    {
        if (RepositoryRows.Find(transaction, repository) is not { } id)
            return null;
        using var rows = transaction.Query("SELECT name FROM tag WHERE repository_id = ?1 AND name > ?2 ORDER BY name LIMIT ?3", id, after, count);
        var names = new List<string>();
        while (rows.Read())
            names.Add(rows.GetString(0));
        return names;
    });

    /// <summary>At most <paramref name="count"/> repositories that hold a manifest, after <paramref name="after"/> (which need not exist).</summary>
    public IReadOnlyList<string> ListRepositories(string after, int count) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            """
            SELECT name FROM repository WHERE name > ?1 AND EXISTS (SELECT 1 FROM manifest WHERE manifest.repository_id = repository.id)
            ORDER BY name LIMIT ?2
            """,
            after, count);
        var names = new List<string>();
        while (rows.Read())
            names.Add(rows.GetString(0));
        return names;
    });
}
