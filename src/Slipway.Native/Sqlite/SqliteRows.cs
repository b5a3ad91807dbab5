// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Native;

/// <summary>The rows of a query, one at a time. Dispose it before the same text is queried again on the connection.</summary>
public readonly ref struct SqliteRows : IDisposable
{
    private readonly SqliteStatement _statement;

    internal SqliteRows(SqliteStatement statement) => _statement = statement;

    /// <summary>Goes to the next row; false after the last.</summary>
    /// <exception cref="SqliteException">SQLite refused.</exception>
    public bool Read() => _statement.Step();

    /// <summary>Whether a column of the current row, from 0, is NULL.</summary>
    public bool IsNull(int column) => SqliteLibrary.ColumnType(_statement.Handle, column) == SqliteLibrary.TypeNull;

    /// <summary>An integer column of the current row, from 0; 0 for NULL.</summary>
    public long GetInt64(int column) => SqliteLibrary.ColumnInteger(_statement.Handle, column);

    /// <summary>A text column of the current row, from 0; empty for NULL.</summary>
    public unsafe string GetString(int column)
    {
        var text = SqliteLibrary.ColumnText(_statement.Handle, column);
        return text is null ? "" : Encoding.UTF8.GetString(text, SqliteLibrary.ColumnLength(_statement.Handle, column));
    }

    /// <summary>A text column of the current row, from 0; null for NULL.</summary>
    public string? GetStringOrNull(int column) => IsNull(column) ? null : GetString(column);

    /// <summary>A copy of a column of bytes of the current row, from 0; empty for NULL.</summary>
    public unsafe byte[] GetBytes(int column)
    {
        var bytes = SqliteLibrary.ColumnBlob(_statement.Handle, column);
        return bytes is null ? [] : new ReadOnlySpan<byte>(bytes, SqliteLibrary.ColumnLength(_statement.Handle, column)).ToArray();
    }

    /// <summary>Gives the statement back to its connection.</summary>
    public void Dispose() => _statement.Reset();
}
