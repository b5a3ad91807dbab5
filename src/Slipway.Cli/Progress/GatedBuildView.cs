// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>Keeps a view from writing while somebody else has the terminal: steps that have something to tell wait for it.</summary>
internal sealed class GatedBuildView(IBuildView inner) : IBuildView
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public void Report(BuildEvent value)
    {
        _open.Wait();
        inner.Report(value);
    }

    public void Pause()
    {
        _open.Reset();
        inner.Pause();
    }

    public void Resume()
    {
        inner.Resume();
        _open.Set();
    }

    public async ValueTask DisposeAsync()
    {
        _open.Set();
        await inner.DisposeAsync();
        _open.Dispose();
    }
}
