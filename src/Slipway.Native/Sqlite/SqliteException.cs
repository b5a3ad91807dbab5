// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>SQLite refused a call. The message says which statement or file, and SQLite's reason and number.</summary>
public sealed class SqliteException : IOException
{
    private const int PrimaryMask = 0xff;

    /// <summary>Creates the exception for an action that SQLite refused.</summary>
    /// <param name="action">What was being done and to which object, as a clause without a full stop.</param>
    /// <param name="reason">SQLite's own words.</param>
    /// <param name="code">SQLite's extended result code.</param>
    public SqliteException(string action, string reason, int code) : base($"{action}: {reason} (SQLite {code}).") => Code = code;

    /// <summary>SQLite's extended result code, such as 787 for a foreign key that is not kept.</summary>
    public int Code { get; }

    /// <summary>Whether the disk or the quota is full.</summary>
    public bool IsDiskFull => (Code & PrimaryMask) == SqliteLibrary.Full;

    /// <summary>Whether a row would break a constraint: a key that is there already, or one that is missing.</summary>
    public bool IsConstraint => (Code & PrimaryMask) == SqliteLibrary.Constraint;

    /// <summary>Whether the same call may succeed later: another process holds the database.</summary>
    public bool IsTransient => (Code & PrimaryMask) is SqliteLibrary.Busy or SqliteLibrary.Locked;

    /// <summary>Whether the file is damaged, or no database at all.</summary>
    public bool IsCorrupt => (Code & PrimaryMask) is SqliteLibrary.Corrupt or SqliteLibrary.NotADatabase;
}
