// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Cli.Progress;

/// <summary>Shows a build as it goes. Disposing it leaves the terminal as a next command wants it.</summary>
internal interface IBuildView : IProgress<BuildEvent>, IAsyncDisposable
{
    /// <summary>Leaves the terminal to somebody else; nothing is written until <see cref="Resume"/>.</summary>
    void Pause()
    {
    }

    /// <summary>Goes on showing.</summary>
    void Resume()
    {
    }
}
