// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Limits of what is forwarded.</summary>
public sealed record ForwardOptions
{
    /// <summary>1024 connections; conversations of datagrams are over after 90 s without one.</summary>
    public static ForwardOptions Default { get; } = new();

    /// <summary>
    /// How many connections there are at most at a time; more wait to be accepted. Of datagrams, how many senders are remembered: the one that was silent longest makes room
    /// for a new one. The default is 1024.
    /// </summary>
    public int MaxConnections
    {
        get;
        init => field = value is >= 1 and <= 65_536 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 1 to 65536 connections.");
    } = 1024;

    /// <summary>How long a sender of datagrams is remembered after the last one to or from it. The default is Docker's, 90 s.</summary>
    public TimeSpan IdleDatagrams
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A sender is remembered for a while.");
    } = TimeSpan.FromSeconds(90);
}
