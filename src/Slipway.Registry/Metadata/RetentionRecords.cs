// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records as retention reads and changes them.</summary>
internal sealed class RetentionRecords(IMetadataDatabase database)
{
    private const int BatchSize = 500;

    /// <summary>Who takes tags away, in their history.</summary>
    public const string By = "retention";

    /// <summary>The repositories that have tags, in order.</summary>
    public IReadOnlyList<RepositoryName> ListRepositories() => database.Read(static transaction =>
    {
        using var rows = transaction.Query("SELECT name FROM repository WHERE EXISTS (SELECT 1 FROM tag WHERE tag.repository_id = repository.id) ORDER BY name");
        var names = new List<RepositoryName>();
        while (rows.Read())
            names.Add(RepositoryName.Parse(rows.GetString(0)));
        return names;
    });

    /// <summary>The tags of a repository, in order.</summary>
    public IReadOnlyList<RetainedTag> ListTags(RepositoryName repository) => database.Read(transaction =>
    {
        using var rows = transaction.Query(
            """
            SELECT tag.name, manifest.digest, tag.pushed FROM tag JOIN manifest ON manifest.id = tag.manifest_id
            WHERE tag.repository_id = (SELECT id FROM repository WHERE name = ?1) ORDER BY tag.name
            """,
            repository.ToString());
        var tags = new List<RetainedTag>();
        while (rows.Read())
            tags.Add(new(Tag.Parse(rows.GetString(0)), Digest.Parse(rows.GetString(1)), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(2))));
        return tags;
    });

    /// <summary>Takes tags away that are still what they were when they were judged; the others stay.</summary>
    /// <returns>Those that are gone.</returns>
    public async Task<IReadOnlyList<TagVerdict>> RemoveAsync(RepositoryName repository, IReadOnlyList<TagVerdict> verdicts, long now, CancellationToken cancellationToken)
    {
        var removed = new List<TagVerdict>();
        foreach (var batch in verdicts.Chunk(BatchSize))
        {
            removed.AddRange(await database.WriteAsync(
                transaction => RepositoryRows.Find(transaction, repository) is { } id
                    ? batch.Where(tag => TagRows.IsAsPushed(transaction, id, tag.Tag, tag.Digest, tag.Pushed) && TagRows.Remove(transaction, id, tag.Tag, By, now)).ToList()
                    : [],
                cancellationToken));
        }
        return removed;
    }
}
