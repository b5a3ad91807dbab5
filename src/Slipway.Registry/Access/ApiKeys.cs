// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;

namespace Slipway.Registry;

/// <summary>The keys of a registry's programs. Those that are revoked or have ended open nothing from the next request on.</summary>
public sealed class ApiKeys
{
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
                if (ApiKeyRows.FindNamed(transaction, key.Name) is not null)
                    throw new InvalidOperationException($"There is a key '{key.Name}' already; revoke it first, or choose another name.");
                ApiKeyRows.Add(transaction, key, text.Hash());
                AuditRows.Add(transaction, Happened(RegistryEventKind.CreateKey, key.Name, now));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return (key, text.ToString());
    }

    /// <summary>All keys, by name, those that have ended too.</summary>
    public IReadOnlyList<ApiKey> List() => _database.Read(ApiKeyRows.List);

    /// <summary>Revokes a key; false where there is none of that name.</summary>
    public Task<bool> RevokeAsync(string name, CancellationToken cancellationToken) => _database.WriteAsync(
        transaction =>
        {
            if (!ApiKeyRows.Remove(transaction, name))
                return false;
            AuditRows.Add(transaction, Happened(RegistryEventKind.RevokeKey, name, _time.GetUtcNow()));
            return true;
        },
        cancellationToken);

    /// <summary>The key that a text is; null for none that is good.</summary>
    internal ApiKey? Verify(string text)
    {
        if (!ApiKeyText.TryParse(text, out var shown) || _database.Read(transaction => ApiKeyRows.Find(transaction, shown.Id)) is not { } found)
            return null;
        return CryptographicOperations.FixedTimeEquals(found.Hash, shown.Hash()) && !found.Key.IsExpired(_time.GetUtcNow()) ? found.Key : null;
    }

    /// <summary>The key of an id, if it is still good.</summary>
    internal ApiKey? FindGood(string id) =>
        _database.Read(transaction => ApiKeyRows.Find(transaction, id)) is { } found && !found.Key.IsExpired(_time.GetUtcNow()) ? found.Key : null;

    private static RegistryEvent Happened(RegistryEventKind kind, string name, DateTimeOffset now) => new() { Kind = kind, Time = now, Key = name };
}
