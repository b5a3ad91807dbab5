// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Native;

/// <summary>
/// One connection to a database file of the system's SQLite: write-ahead log, foreign keys kept, and by default each commit on disk
/// before it returns. A connection belongs to one thread at a time; several connections and processes may share a file.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    private readonly SqliteDatabaseHandle _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteDatabase(string path, SqliteDatabaseHandle handle) => (Path, _handle) = (path, handle);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether a transaction is under way on this connection.</summary>
    public bool IsInTransaction => SqliteLibrary.IsOutsideTransaction(_handle) == 0;

    /// <summary>Opens a database file, and makes an empty one where there is none.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public static SqliteDatabase Open(string path)
    {
        const int flags = SqliteLibrary.OpenReadWrite | SqliteLibrary.OpenCreate | SqliteLibrary.OpenNoMutex;
        var code = SqliteLibrary.Open(path, out var handle, flags, 0);
        if (code != SqliteLibrary.Ok)
        {
            var reason = handle.IsInvalid ? "out of memory" : SqliteLibrary.ErrorMessage(handle);
            handle.Dispose();
            throw new SqliteException($"Cannot open the database '{path}'", reason, code);
        }
        _ = SqliteLibrary.UseExtendedCodes(handle, 1);
        _ = SqliteLibrary.SetBusyTimeout(handle, (int)BusyTimeout.TotalMilliseconds);
        var database = new SqliteDatabase(path, handle);
        try
        {
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            database.Execute("PRAGMA foreign_keys = ON");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs one statement to its end and returns how many rows it inserted, updated or deleted.</summary>
    /// <exception cref="SqliteException">SQLite refused; an open transaction stays open.</exception>
    public int Execute(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        using var rows = Query(sql, values);
        while (rows.Read())
        {
            // A pragma answers with a row that nobody asked for.
        }
        return SqliteLibrary.Changes(_handle);
    }

    /// <summary>Runs statements that take no values, one after the other: a schema.</summary>
    /// <exception cref="SqliteException">SQLite refused one; those before it have been run.</exception>
    public void ExecuteAll(params ReadOnlySpan<string> statements)
    {
        foreach (var statement in statements)
            Execute(statement);
    }

    /// <summary>Runs a query; dispose the rows before the same text is run again.</summary>
    /// <exception cref="SqliteException">The statement is not SQL, or SQLite refused.</exception>
    /// <exception cref="InvalidOperationException">The same query is being read further up.</exception>
    public SqliteRows Query(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = Prepare(sql));
        if (statement.IsInUse)
            throw new InvalidOperationException($"The rows of '{sql}' are still being read; dispose them first.");
        statement.IsInUse = true;
        try
        {
            statement.Bind(values);
        }
        catch
        {
            statement.Reset();
            throw;
        }
        return new(statement);
    }

    /// <summary>Runs <paramref name="work"/> in a transaction that holds the file's write lock from its start; an exception undoes it.</summary>
    /// <exception cref="SqliteException">SQLite refused; nothing has changed.</exception>
    public T Write<T>(Func<SqliteDatabase, T> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work(this);
            Execute("COMMIT");
            return result;
        }
        finally
        {
            Undo();
        }
    }

    /// <summary>Undoes the transaction under way, if there is one.</summary>
    public void Undo()
    {
        if (IsInTransaction)
            Execute("ROLLBACK");
    }

    /// <summary>Closes the connection. The last one to close writes the log back into the file.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }

    private unsafe SqliteStatement Prepare(string sql)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        fixed (byte* start = bytes)
        {
            var code = SqliteLibrary.Prepare(_handle, start, bytes.Length, out var handle, out var tail);
            if (code != SqliteLibrary.Ok)
            {
                handle.Dispose();
                throw new SqliteException($"Cannot prepare '{sql}'", SqliteLibrary.ErrorMessage(_handle), code);
            }
            if (handle.IsInvalid || tail != start + bytes.Length)
            {
                handle.Dispose();
                throw new ArgumentException($"'{sql}' is not one statement.", nameof(sql));
            }
            return new(_handle, handle, sql);
        }
    }
}
