// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>
/// Where the records are. Whoever uses it sees transactions alone: each reads one state, and each change happens as a whole and one after the other.
/// </summary>
/// <remarks>
/// What a transaction is handed is a connection of SQLite, and only this folder knows what to do with one: everything else asks for records, and for changes that
/// have a name, and a test holds it to that. So another database takes this folder's place, or most of it: the SQL is what SQLite and PostgreSQL share, but for
/// the words INSERT OR IGNORE and two-argument max. A layer between the two would say what SQLite does in other words, until there is a second database to shape it.
/// </remarks>
internal interface IMetadataDatabase : IDisposable
{
    /// <summary>Reads: <paramref name="query"/> sees one state of the records from its first statement to its last.</summary>
    T Read<T>(Func<SqliteDatabase, T> query);

    /// <summary>Changes the records: all of <paramref name="change"/> or, when it throws, none. Returns when it is as durable as asked for.</summary>
    /// <remarks>The change may run on another thread; it must not wait for anything.</remarks>
    Task<T> WriteAsync<T>(Func<SqliteDatabase, T> change, CancellationToken cancellationToken, Durability durability = Durability.PowerCut);

    /// <summary>Says what a change would come to, and changes nothing.</summary>
    T Preview<T>(Func<SqliteDatabase, T> change);
}
