// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>
/// The registry's records in one SQLite file. Reads run at once on connections of their own. Changes go through one connection: who comes first
/// commits, and those who come meanwhile are the next commit together, so that eight pushes share a flush. Several processes may share the file.
/// </summary>
internal sealed class MetadataDatabase : IMetadataDatabase
{
    private const int MaxBatch = 128;

    private readonly string _path;
    private readonly ConcurrentBag<SqliteDatabase> _readers = [];
    private readonly SqliteDatabase _writer;

    // Guards the three below.
    private readonly object _lock = new();
    private readonly Queue<MetadataChange> _changes = [];
    private bool _isCommitting;
    private bool _disposed;

    private MetadataDatabase(string path, SqliteDatabase writer) => (_path, _writer) = (path, writer);

    /// <summary>Opens the records at <paramref name="path"/>, and makes empty ones where there are none.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static MetadataDatabase Open(string path)
    {
        var writer = SqliteDatabase.Open(path);
        try
        {
            MetadataSchema.Prepare(writer);
            return new(path, writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Whether a change was refused because there is no room on the disk.</summary>
    public static bool IsFull(IOException refusal) => refusal is SqliteException { IsDiskFull: true };

    /// <inheritdoc/>
    public T Read<T>(Func<SqliteDatabase, T> query) => Look("BEGIN", query);

    /// <inheritdoc/>
    // Nobody else changes anything meanwhile, so that what it comes to is what a change now would.
    public T Preview<T>(Func<SqliteDatabase, T> change) => Look("BEGIN IMMEDIATE", change);

    /// <inheritdoc/>
    /// <exception cref="SqliteException">SQLite refused, for example because the disk is full.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteDatabase, T> change, CancellationToken cancellationToken, Durability durability = Durability.PowerCut)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = new MetadataChange<T>(change, durability);
        if (Enqueue(waiting))
            CommitNext();
        // Once it is queued it will be made, so its outcome is waited for, whatever the caller's token says.
        return await waiting.Outcome.ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            while (_isCommitting)
                Monitor.Wait(_lock);
        }
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writer.Dispose();
    }

    private T Look<T>(string begin, Func<SqliteDatabase, T> query)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_readers.TryTake(out var reader))
            reader = SqliteDatabase.Open(_path);
        try
        {
            reader.Execute(begin);
            return query(reader);
        }
        finally
        {
            reader.Undo();
            _readers.Add(reader);
        }
    }

    // Whether it is the caller who commits: nobody else does.
    private bool Enqueue(MetadataChange change)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _changes.Enqueue(change);
            return !_isCommitting && (_isCommitting = true);
        }
    }

    // Commits what waits, once: whoever brought a change shall not have to commit those of others for ever. What has come meanwhile is another thread's.
    private void CommitNext()
    {
        var batch = new List<MetadataChange>();
        lock (_lock)
        {
            while (batch.Count < MaxBatch && _changes.TryDequeue(out var change))
                batch.Add(change);
        }
        Commit(batch);
        lock (_lock)
        {
            _isCommitting = _changes.Count > 0;
            Monitor.PulseAll(_lock);
            if (!_isCommitting)
                return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static database => database.CommitNext(), this, preferLocal: false);
    }

    private void Commit(List<MetadataChange> batch)
    {
        try
        {
            var durable = batch.Exists(static change => change.Durability == Durability.PowerCut);
            _writer.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _writer.Execute("BEGIN IMMEDIATE");
            foreach (var change in batch)
                change.Run(_writer);
            _writer.Execute("COMMIT");
        }
#pragma warning disable CA1031 // Whatever stops the commit is the outcome of every change in it; this thread must live on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Undo();
            foreach (var change in batch)
                change.Fail(e);
        }
        foreach (var change in batch)
            change.Complete();
    }

    private void Undo()
    {
        try
        {
            _writer.Undo();
        }
        catch (SqliteException)
        {
            // SQLite has undone it by itself, as it does when the disk is full; the cause is reported already.
        }
    }
}
