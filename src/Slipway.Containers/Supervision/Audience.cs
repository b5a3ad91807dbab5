// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Those who are attached to what a program writes.</summary>
internal sealed class Audience
{
    private readonly Lock _lock = new();
    private volatile Viewer[] _viewers = [];
    private bool _isOver, _hasEnded;

    /// <summary>One more. Who comes when all is over sees the end at once.</summary>
    internal Viewer Add(AttachOptions options)
    {
        var viewer = new Viewer(options.Streams, options.Pace);
        lock (_lock)
        {
            if (_hasEnded)
                viewer.StopWaiting();
            if (_isOver)
                viewer.End();
            else
                _viewers = [.. _viewers, viewer];
        }
        return viewer;
    }

    /// <summary>One less: what waits for them is dropped.</summary>
    internal void Remove(Viewer viewer)
    {
        lock (_lock)
            _viewers = [.. _viewers.Where(each => each != viewer)];
        viewer.Dispose();
    }

    /// <summary>Shows something to all, and waits for those who are worth it.</summary>
    internal async ValueTask OfferAsync(LogSource source, ReadOnlyMemory<byte> bytes)
    {
        foreach (var viewer in _viewers)
            await viewer.OfferAsync(source, bytes).ConfigureAwait(false);
    }

    /// <summary>The program has ended: what it left in its pipes is shown, and nobody waited for.</summary>
    internal void StopWaiting()
    {
        lock (_lock)
        {
            _hasEnded = true;
            foreach (var viewer in _viewers)
                viewer.StopWaiting();
        }
    }

    /// <summary>Nothing comes any more.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _isOver = true;
            foreach (var viewer in _viewers)
                viewer.End();
            _viewers = [];
        }
    }
}
