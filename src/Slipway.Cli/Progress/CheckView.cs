// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Progress;

/// <summary>Shows on a terminal how much of a store a check has read; in a pipe nothing.</summary>
internal sealed class CheckView : IProgress<StoreCheckProgress>, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly Lock _changing = new();
    private readonly Session _session;
    private readonly LiveRegion? _region;
    private DateTimeOffset _drawn;

    public CheckView(Session session)
    {
        _session = session;
        if (new Style(session.ErrorTerminal).IsLive)
            _region = new(session.Error, session.TerminalSize);
    }

    public void Report(StoreCheckProgress value)
    {
        if (_region is null)
            return;
        lock (_changing)
        {
            var now = _session.Time.GetUtcNow();
            if (now - _drawn < Beat && value.BytesRead < value.BytesTotal)
                return;
            _drawn = now;
            _region.Update([], [$"checking {Units.Size(value.BytesRead)} of {Units.Size(value.BytesTotal)}"]);
        }
    }

    public void Dispose()
    {
        lock (_changing)
            _region?.Update([], []);
    }
}
