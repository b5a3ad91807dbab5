// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>A change of the records that waits for its turn, and then for its commit.</summary>
internal abstract class MetadataChange(Durability durability)
{
    public Durability Durability => durability;

    /// <summary>Makes the change within the transaction under way. An exception undoes this change alone and becomes its outcome.</summary>
    public void Run(SqliteDatabase database)
    {
        database.Execute("SAVEPOINT change");
        try
        {
            Make(database);
        }
#pragma warning disable CA1031 // Whatever the change throws is its caller's to see, and must not undo its neighbours.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
            database.Execute("ROLLBACK TO change");
        }
        database.Execute("RELEASE change");
    }

    /// <summary>Makes an exception the outcome, unless there is one already.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Tells the caller the outcome: the transaction is committed, or undone and <see cref="Fail"/> was called.</summary>
    public abstract void Complete();

    protected abstract void Make(SqliteDatabase database);
}
