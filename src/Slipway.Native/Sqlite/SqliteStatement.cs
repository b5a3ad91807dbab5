// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Native;

/// <summary>A prepared statement, kept by its connection for the next use of the same text.</summary>
internal sealed class SqliteStatement(SqliteDatabaseHandle database, SqliteStatementHandle handle, string sql) : IDisposable
{
    /// <summary>Whether someone reads its rows now.</summary>
    internal bool IsInUse { get; set; }

    internal SqliteStatementHandle Handle => handle;

    internal void Bind(ReadOnlySpan<SqliteValue> values)
    {
        var wanted = SqliteLibrary.ParameterCount(handle);
        if (values.Length != wanted)
            throw new ArgumentException($"The statement '{sql}' has {wanted} parameters, got {values.Length} values.", nameof(values));
        for (var i = 0; i < values.Length; i++)
            Check(Bind(i + 1, values[i]));
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    internal bool Step() => SqliteLibrary.Step(handle) switch
    {
        SqliteLibrary.Row => true,
        SqliteLibrary.Done => false,
        var code => throw Refused(code),
    };

    internal void Reset()
    {
        // Both repeat what Step already reported.
        _ = SqliteLibrary.Reset(handle);
        _ = SqliteLibrary.ClearBindings(handle);
        IsInUse = false;
    }

    public void Dispose() => handle.Dispose();

    private unsafe int Bind(int index, SqliteValue value)
    {
        switch (value.Kind)
        {
            case SqliteValueKind.Integer:
                return SqliteLibrary.BindInteger(handle, index, value.Integer);
            case SqliteValueKind.Text:
                var text = Encoding.UTF8.GetBytes((string)value.Reference!);
                fixed (byte* pointer = text.Length == 0 ? [0] : text)
                    return SqliteLibrary.BindText(handle, index, pointer, text.Length, SqliteLibrary.Transient);
            case SqliteValueKind.Blob when value.Bytes.IsEmpty:
                return SqliteLibrary.BindEmptyBlob(handle, index, 0);
            case SqliteValueKind.Blob:
                fixed (byte* pointer = value.Bytes.Span)
                    return SqliteLibrary.BindBlob(handle, index, pointer, value.Bytes.Length, SqliteLibrary.Transient);
            default:
                return SqliteLibrary.BindNull(handle, index);
        }
    }

    private void Check(int code)
    {
        if (code != SqliteLibrary.Ok)
            throw Refused(code);
    }

    private SqliteException Refused(int code) => new($"Cannot run '{sql}'", SqliteLibrary.ErrorMessage(database), code);
}
