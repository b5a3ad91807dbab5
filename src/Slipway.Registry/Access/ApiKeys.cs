// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>The keys of a registry's programs. Those that are revoked or have ended open nothing from the next request on.</summary>
public sealed class ApiKeys
{
    private const string Columns = "id, name, repositories, actions, created, expires, hash";
    private readonly IMetadataDatabase _database;
    private readonly TimeProvider _time;

    internal ApiKeys(IMetadataDatabase database, TimeProvider time) => (_database, _time) = (database, time);

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and its text: it is nowhere else, so it is shown once or lost.</returns>
    /// <exception cref="InvalidOperationException">There is a key of that name.</exception>
    public async Task<(ApiKey Key, string Text)> CreateAsync(ApiKeyRequest request, CancellationToken cancellationToken)
    {
        var text = ApiKeyText.Make();
        var now = _time.GetUtcNow();
        var key = new ApiKey
        {
            Id = text.Id,
            Name = request.Name,
            Repositories = request.Repositories,
            Allow = request.Allow,
            Created = now,
            Expires = now + request.Lifetime,
        };
        await _database.WriteAsync(
            transaction =>
            {
                if (Find(transaction, "name", key.Name) is not null)
                    throw new InvalidOperationException($"There is a key '{key.Name}' already; revoke it first, or choose another name.");
                transaction.Execute(
                    "INSERT INTO api_key (id, name, repositories, actions, created, expires, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    key.Id, key.Name, string.Join('\n', key.Repositories), (long)key.Allow, key.Created.ToUnixTimeMilliseconds(), key.Expires?.ToUnixTimeMilliseconds(), (ReadOnlyMemory<byte>)text.Hash());
                AuditRows.Add(transaction, Happened(RegistryEventKind.CreateKey, key.Name, now));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return (key, text.ToString());
    }

    /// <summary>All keys, by name, those that have ended too.</summary>
    public IReadOnlyList<ApiKey> List() => _database.Read<IReadOnlyList<ApiKey>>(static transaction =>
    {
        using var rows = transaction.Query($"SELECT {Columns} FROM api_key ORDER BY name");
        var keys = new List<ApiKey>();
        while (rows.Read())
            keys.Add(Read(rows));
        return keys;
    });

    /// <summary>Revokes a key; false where there is none of that name.</summary>
    public Task<bool> RevokeAsync(string name, CancellationToken cancellationToken) => _database.WriteAsync(
        transaction =>
        {
            if (transaction.Execute("DELETE FROM api_key WHERE name = ?1", name) == 0)
                return false;
            AuditRows.Add(transaction, Happened(RegistryEventKind.RevokeKey, name, _time.GetUtcNow()));
            return true;
        },
        cancellationToken);

    /// <summary>The key that a text is; null for none that is good.</summary>
    internal ApiKey? Verify(string text)
    {
        if (!ApiKeyText.TryParse(text, out var shown) || _database.Read(transaction => Find(transaction, "id", shown.Id)) is not { } found)
            return null;
        return CryptographicOperations.FixedTimeEquals(found.Hash, shown.Hash()) && !found.Key.IsExpired(_time.GetUtcNow()) ? found.Key : null;
    }

    /// <summary>The key of an id, if it is still good.</summary>
    internal ApiKey? FindGood(string id) =>
        _database.Read(transaction => Find(transaction, "id", id)) is { } found && !found.Key.IsExpired(_time.GetUtcNow()) ? found.Key : null;

    private static (ApiKey Key, byte[] Hash)? Find(SqliteDatabase database, string column, string value)
    {
        using var rows = database.Query($"SELECT {Columns} FROM api_key WHERE {column} = ?1", value);
        return rows.Read() ? (Read(rows), rows.GetBytes(6)) : null;
    }

    private static ApiKey Read(SqliteRows rows) => new()
    {
        Id = rows.GetString(0),
        Name = rows.GetString(1),
        Repositories = [.. rows.GetString(2).Split('\n').Select(NamePattern.Parse)],
        Allow = (RegistryAction)rows.GetInt64(3),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4)),
        Expires = rows.IsNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
    };

    private static RegistryEvent Happened(RegistryEventKind kind, string name, DateTimeOffset now) => new() { Kind = kind, Time = now, Key = name };
}
