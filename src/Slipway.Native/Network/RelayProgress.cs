// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native;

/// <summary>How far one direction of a <see cref="SocketRelay"/> is.</summary>
internal enum RelayProgress
{
    /// <summary>It waits for one of its sockets.</summary>
    Waits,

    /// <summary>It has had its share, and could go on.</summary>
    HasMore,

    /// <summary>The sender's end was passed on.</summary>
    Ended,

    /// <summary>A socket broke.</summary>
    Broke,
}
