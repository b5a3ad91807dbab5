// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>--time</c> of <c>stop</c> and <c>restart</c>.</summary>
internal static class WithinWords
{
    private const int MaxSeconds = 24 * 60 * 60;

    public static Option<int?> Option() => new("--time", "--timeout", "-t") { Description = "How many seconds each has to end. [default: what was asked for when it was made, else 10]", HelpName = "SECONDS" };

    /// <summary>How long; null for the container's own time.</summary>
    public static TimeSpan? Read(int? seconds) => seconds is null or (>= 0 and <= MaxSeconds)
        ? seconds is { } count ? TimeSpan.FromSeconds(count) : null : throw CommandException.Usage($"--time {seconds} is not a number of seconds from 0 to {MaxSeconds}.");
}
