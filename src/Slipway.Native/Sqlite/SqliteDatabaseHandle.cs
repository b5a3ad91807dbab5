// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A connection of SQLite; closing it waits for statements that are still open (sqlite3_close_v2).</summary>
internal sealed class SqliteDatabaseHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => SqliteLibrary.Close(handle) == SqliteLibrary.Ok;
}
