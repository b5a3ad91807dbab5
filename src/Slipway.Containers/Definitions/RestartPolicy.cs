// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Containers;

/// <summary>What Docker's <c>--restart</c> says: <c>no</c>, <c>on-failure[:times]</c>, <c>always</c>, <c>unless-stopped</c>.</summary>
/// <param name="Mode">When it is started again.</param>
/// <param name="MaxRetries">How often in a row at most, with <see cref="RestartMode.OnFailure"/> alone; null is without end.</param>
public sealed record RestartPolicy(RestartMode Mode, int? MaxRetries = null)
{
    /// <summary>Never.</summary>
    public static RestartPolicy No { get; } = new(RestartMode.No);

    /// <summary>Whether one that came to its end is started again.</summary>
    /// <param name="exit">How it ended; an unknown exit code counts as a failure.</param>
    /// <param name="retries">How often in a row it was started again already.</param>
    public bool Asks(ContainerExit exit, int retries) => Mode switch
    {
        RestartMode.No => false,
        RestartMode.OnFailure => exit.ExitCode != 0 && (MaxRetries is null || retries < MaxRetries),
        _ => true,
    };

    /// <summary>Reads a policy.</summary>
    /// <exception cref="FormatException">It is none; the message says what one looks like.</exception>
    public static RestartPolicy Parse(string text) => text.Split(':') switch
    {
        ["no" or ""] => No,
        ["always"] => new(RestartMode.Always),
        ["unless-stopped"] => new(RestartMode.UnlessStopped),
        ["on-failure"] => new(RestartMode.OnFailure),
        ["on-failure", var times] when int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => new(RestartMode.OnFailure, count == 0 ? null : count),
        _ => throw new FormatException($"'{text}' is no restart policy; expected no, on-failure, on-failure:TIMES, always or unless-stopped."),
    };

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Mode switch
    {
        RestartMode.No => "no",
        RestartMode.OnFailure => MaxRetries is { } times ? $"on-failure:{times}" : "on-failure",
        RestartMode.Always => "always",
        _ => "unless-stopped",
    };
}
