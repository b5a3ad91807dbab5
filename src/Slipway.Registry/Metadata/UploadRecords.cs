// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The records of uploads under way.</summary>
internal sealed class UploadRecords(IMetadataDatabase database)
{
    private const string Columns = "id, repository, algorithm, started, started_by";

    /// <summary>Records a new upload.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS: there are as many as the limits allow.</exception>
    public Task<bool> AddAsync(UploadRecord upload, RegistryLimits limits, CancellationToken cancellationToken) => database.WriteAsync(
        transaction =>
        {
            if (Count(transaction) >= limits.MaxUploads)
                throw TooMany($"there are {limits.MaxUploads} unfinished uploads, as many as this registry holds");
            if (upload.StartedBy is { } user && CountOf(transaction, user) >= limits.MaxUploadsPerUser)
                throw TooMany($"'{user}' has {limits.MaxUploadsPerUser} unfinished uploads, as many as a user may have");
            transaction.Execute(
                "INSERT INTO upload (id, repository, algorithm, started, started_by) VALUES (?1, ?2, ?3, ?4, ?5)",
                upload.Id, upload.Repository.ToString(), upload.Algorithm, upload.Started, upload.StartedBy);
            return true;
        },
        cancellationToken, Durability.ProcessDeath);

    /// <summary>An upload, or null.</summary>
    public UploadRecord? Find(string id) => database.Read(transaction =>
    {
        using var rows = transaction.Query($"SELECT {Columns} FROM upload WHERE id = ?1", id);
        return rows.Read() ? Read(rows) : null;
    });

    /// <summary>Forgets an upload; false where there was none.</summary>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Execute("DELETE FROM upload WHERE id = ?1", id) > 0, cancellationToken, Durability.ProcessDeath);

    /// <summary>The uploads that started before a time, in milliseconds since 1970.</summary>
    public IReadOnlyList<UploadRecord> ListStartedBefore(long time) => database.Read(transaction =>
    {
        using var rows = transaction.Query($"SELECT {Columns} FROM upload WHERE started < ?1", time);
        var uploads = new List<UploadRecord>();
        while (rows.Read())
            uploads.Add(Read(rows));
        return uploads;
    });

    private static UploadRecord Read(SqliteRows rows) =>
        new(rows.GetString(0), RepositoryName.Parse(rows.GetString(1)), rows.GetString(2), rows.GetInt64(3), rows.GetStringOrNull(4));

    private static OciException TooMany(string what) => OciException.Of(OciErrorCode.TooManyRequests, $"{what}; finish or cancel some, or wait until they expire");

    private static long CountOf(SqliteDatabase database, string user)
    {
        using var rows = database.Query("SELECT count(*) FROM upload WHERE started_by = ?1", user);
        return rows.Read() ? rows.GetInt64(0) : 0;
    }

    private static long Count(SqliteDatabase database)
    {
        using var rows = database.Query("SELECT count(*) FROM upload");
        return rows.Read() ? rows.GetInt64(0) : 0;
    }
}
