// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What becomes of what a program writes faster than somebody who is attached takes it.</summary>
public enum ViewerPace
{
    /// <summary>The program waits once 1 MiB does, as it does for a pipe's reader: nothing is lost.</summary>
    Awaited,

    /// <summary>Past 1 MiB it is left out, and how much is said in its place: the program waits for nobody.</summary>
    LeftBehind,
}
