// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>Cancels when nothing has moved for a while. <see cref="Touch"/> says that something has.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly TimeSpan _limit;

    public StallWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _timer = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>Whether it was the watch that cancelled.</summary>
    public bool HasStalled => _timer.IsCancellationRequested;

    public void Touch() => _timer.CancelAfter(_limit);

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
