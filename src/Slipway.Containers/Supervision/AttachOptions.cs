// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>How somebody attaches to a program.</summary>
public sealed record AttachOptions
{
    /// <summary>To which of its streams. The default is what it writes.</summary>
    public AttachedStreams Streams { get; init; } = AttachedStreams.Output | AttachedStreams.Error;

    /// <summary>What becomes of what is not taken fast enough. The default is that the program waits.</summary>
    public ViewerPace Pace { get; init; }

    /// <summary>When. The default is while it runs.</summary>
    public AttachMoment Moment { get; init; }

    /// <summary>How large its terminal is to be; null leaves it. Without a terminal it has no effect.</summary>
    public TerminalSize? Size { get; init; }
}
