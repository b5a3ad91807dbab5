// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>
/// Records in memory that simulated processes share: each commit happens at once and as a whole, and survives a power cut where it was to. Of those that
/// may be lost the last are, any number of them, until the next that may not.
/// </summary>
internal sealed class SimulatedMetadata : IDisposable
{
    // Making the tables takes longer than many a schedule.
    private static readonly ConcurrentBag<SqliteDatabase> Spares = [];
    private readonly SqliteDatabase _database;
    private int _losable;

    public SimulatedMetadata()
    {
        if (!Spares.TryTake(out _database!))
        {
            _database = SqliteDatabase.Open(":memory:");
            MetadataSchema.Prepare(_database);
        }
        _database.Execute("BEGIN");
    }

    /// <summary>The records as one process has them.</summary>
    public IMetadataDatabase Of(SimulatedProcess process) => new View(this, process);

    /// <summary>Looks at them from outside.</summary>
    public T Look<T>(Func<SqliteDatabase, T> query) => query(_database);

    /// <summary>Loses what a power cut may lose.</summary>
    public void CutPower(Random random)
    {
        for (var lost = random.Next(_losable + 1); lost > 0; lost--)
            Undo();
        Settle();
    }

    public void Dispose()
    {
        // The tables are the same each time, so that the prepared statements serve again. The audit log can't be emptied, and doesn't matter here.
        Settle();
        var tables = new List<string>();
        using (var rows = _database.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'audit'"))
        {
            while (rows.Read())
                tables.Add(rows.GetString(0));
        }
        _database.Execute("PRAGMA defer_foreign_keys = ON");
        _database.Execute("DELETE FROM manifest_blob");
        foreach (var table in tables)
            _database.Execute($"DELETE FROM {table}");
        _database.Execute("COMMIT");
        Spares.Add(_database);
    }

    private T Write<T>(Func<SqliteDatabase, T> change, Durability durability)
    {
        _database.Execute("SAVEPOINT change");
        T result;
        try
        {
            result = change(_database);
        }
        catch
        {
            Undo();
            throw;
        }
        if (durability == Durability.PowerCut)
            Settle();
        else
            _losable++;
        return result;
    }

    private void Undo()
    {
        _database.Execute("ROLLBACK TO change");
        _database.Execute("RELEASE change");
    }

    private void Settle()
    {
        _database.Execute("COMMIT");
        _database.Execute("BEGIN");
        _losable = 0;
    }

    private sealed class View(SimulatedMetadata records, SimulatedProcess process) : IMetadataDatabase
    {
        public T Read<T>(Func<SqliteDatabase, T> query) => query(records._database);

        public Task<T> WriteAsync<T>(Func<SqliteDatabase, T> change, CancellationToken cancellationToken, Durability durability = Durability.PowerCut)
        {
            process.Act();
            try
            {
                return Task.FromResult(records.Write(change, durability));
            }
            catch (OciException refusal)
            {
                return Task.FromException<T>(refusal);
            }
        }

        public T Preview<T>(Func<SqliteDatabase, T> change) => throw new NotSupportedException("No schedule previews.");

        public void Dispose()
        {
        }
    }
}
