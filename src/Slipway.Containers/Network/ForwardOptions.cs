// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Limits of what is forwarded.</summary>
public sealed record ForwardOptions
{
    /// <summary>1024 connections.</summary>
    public static ForwardOptions Default { get; } = new();

    /// <summary>How many connections there are at most at a time; more wait to be accepted. The default is 1024.</summary>
    public int MaxConnections
    {
        get;
        init => field = value is >= 1 and <= 65_536 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There are 1 to 65536 connections.");
    } = 1024;
}
