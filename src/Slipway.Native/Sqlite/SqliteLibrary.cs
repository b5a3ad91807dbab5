// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>The calls of the system's SQLite that are used, and its numbers (sqlite3.h).</summary>
internal static partial class SqliteLibrary
{
    internal const int Ok = 0;
    internal const int Busy = 5;
    internal const int Locked = 6;
    internal const int IoError = 10;
    internal const int Corrupt = 11;
    internal const int Full = 13;
    internal const int CannotOpen = 14;
    internal const int Constraint = 19;
    internal const int NotADatabase = 26;
    internal const int Row = 100;
    internal const int Done = 101;

    internal const int OpenReadWrite = 0x2;
    internal const int OpenCreate = 0x4;
    internal const int OpenNoMutex = 0x8000;

    internal const int TypeNull = 5;

    /// <summary>Tells SQLite to copy a bound text or blob before the call returns (SQLITE_TRANSIENT).</summary>
    internal const nint Transient = -1;

    private const string Library = "libsqlite3.so.0";

    [LibraryImport(Library, EntryPoint = "sqlite3_open_v2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, out SqliteDatabaseHandle database, int flags, nint vfs);

    [LibraryImport(Library, EntryPoint = "sqlite3_close_v2")]
    internal static partial int Close(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_extended_result_codes")]
    internal static partial int UseExtendedCodes(SqliteDatabaseHandle database, int on);

    [LibraryImport(Library, EntryPoint = "sqlite3_busy_timeout")]
    internal static partial int SetBusyTimeout(SqliteDatabaseHandle database, int milliseconds);

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    private static partial nint ErrorMessageCore(SqliteDatabaseHandle database);

    [LibraryImport(Library, EntryPoint = "sqlite3_changes")]
    internal static partial int Changes(SqliteDatabaseHandle database);

    [LibraryImport(Library, EntryPoint = "sqlite3_get_autocommit")]
    internal static partial int IsOutsideTransaction(SqliteDatabaseHandle database);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2")]
    internal static unsafe partial int Prepare(SqliteDatabaseHandle database, byte* sql, int length, out SqliteStatementHandle statement, out byte* tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    internal static partial int Finalize(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    internal static partial int Step(SqliteStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    internal static partial int Reset(SqliteStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_clear_bindings")]
    internal static partial int ClearBindings(SqliteStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_parameter_count")]
    internal static partial int ParameterCount(SqliteStatementHandle statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    internal static partial int BindInteger(SqliteStatementHandle statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    internal static partial int BindNull(SqliteStatementHandle statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    internal static unsafe partial int BindText(SqliteStatementHandle statement, int index, byte* text, int length, nint lifetime);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    internal static unsafe partial int BindBlob(SqliteStatementHandle statement, int index, byte* bytes, int length, nint lifetime);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_zeroblob")]
    internal static partial int BindEmptyBlob(SqliteStatementHandle statement, int index, int length);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    internal static partial int ColumnType(SqliteStatementHandle statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    internal static partial long ColumnInteger(SqliteStatementHandle statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_text")]
    internal static unsafe partial byte* ColumnText(SqliteStatementHandle statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    internal static unsafe partial byte* ColumnBlob(SqliteStatementHandle statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    internal static partial int ColumnLength(SqliteStatementHandle statement, int column);

    internal static string ErrorMessage(SqliteDatabaseHandle database) => Marshal.PtrToStringUTF8(ErrorMessageCore(database)) ?? "no message";
}
