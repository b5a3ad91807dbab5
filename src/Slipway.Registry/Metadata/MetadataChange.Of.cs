// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>A change with a result.</summary>
internal sealed class MetadataChange<T>(Func<SqliteDatabase, T> change, Durability durability) : MetadataChange(durability)
{
    // The caller goes on elsewhere: the thread of the records has the next commit to make.
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _exception;
    private T _result = default!;

    public Task<T> Outcome => _outcome.Task;

    public override void Fail(Exception exception) => _exception ??= exception;

    public override void Complete()
    {
        if (_exception is null)
            _outcome.SetResult(_result);
        else
            _outcome.SetException(_exception);
    }

    protected override void Make(SqliteDatabase database) => _result = change(database);
}
