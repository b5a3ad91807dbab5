// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>Names that someone waits for. Who asked may withdraw until someone has taken it, and then it ends one way or the other.</summary>
internal sealed class NameRequest(IReadOnlyList<StoredReference> names)
{
    private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isClaimed;

    public IReadOnlyList<StoredReference> Names => names;

    /// <summary>Ends when the names are given, or with the reason why they are not.</summary>
    public Task Given => _given.Task;

    public bool TryTake() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    public bool TryWithdraw() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    public void Complete() => _given.SetResult();

    public void Fail(Exception reason) => _given.TrySetException(reason);
}
