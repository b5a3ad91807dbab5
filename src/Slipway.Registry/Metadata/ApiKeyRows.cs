// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Rows of API keys, within a transaction.</summary>
internal static class ApiKeyRows
{
    private const string Columns = "id, name, repositories, actions, created, expires, hash";

    /// <summary>The key of an id, with the hash of its text; null for none.</summary>
    public static (ApiKey Key, byte[] Hash)? Find(SqliteDatabase database, string id) => Find(database, "id", id);

    /// <summary>The key of a name, with the hash of its text; null for none.</summary>
    public static (ApiKey Key, byte[] Hash)? FindNamed(SqliteDatabase database, string name) => Find(database, "name", name);

    /// <summary>All keys, by name.</summary>
    public static IReadOnlyList<ApiKey> List(SqliteDatabase database)
    {
        using var rows = database.Query($"SELECT {Columns} FROM api_key ORDER BY name");
        var keys = new List<ApiKey>();
        while (rows.Read())
            keys.Add(Read(rows));
        return keys;
    }

    /// <summary>Adds a key, whose id and name nobody has.</summary>
    public static void Add(SqliteDatabase database, ApiKey key, ReadOnlyMemory<byte> hash) => database.Execute(
        $"INSERT INTO api_key ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        key.Id, key.Name, string.Join('\n', key.Repositories), (long)key.Allow, key.Created.ToUnixTimeMilliseconds(), key.Expires?.ToUnixTimeMilliseconds(), hash);

    /// <summary>Removes the key of a name; false where there was none.</summary>
    public static bool Remove(SqliteDatabase database, string name) => database.Execute("DELETE FROM api_key WHERE name = ?1", name) > 0;

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
}
