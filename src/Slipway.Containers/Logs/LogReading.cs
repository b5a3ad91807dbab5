// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What a reader does at the end of a log.</summary>
public enum LogReading
{
    /// <summary>It ends.</summary>
    ToEnd,

    /// <summary>It waits for more, until cancelled.</summary>
    Follow,
}
