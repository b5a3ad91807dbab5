// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A prepared statement of SQLite.</summary>
internal sealed class SqliteStatementHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        // The result repeats the statement's last error, which was reported when it happened.
        _ = SqliteLibrary.Finalize(handle);
        return true;
    }
}
