// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>Shows nothing.</summary>
internal sealed class QuietBuildView : IBuildView
{
    public void Report(BuildEvent value)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
