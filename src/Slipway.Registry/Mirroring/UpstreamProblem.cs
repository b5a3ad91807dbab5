// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Why another registry gave nothing.</summary>
internal enum UpstreamProblem
{
    /// <summary>It has nothing of that name.</summary>
    Missing,

    /// <summary>It was asked too often.</summary>
    Busy,

    /// <summary>It can't be reached, or can't answer for now.</summary>
    Down,

    /// <summary>It doesn't let us see it.</summary>
    Denied,

    /// <summary>It answered what can't be used.</summary>
    Broken,
}
