// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that say how a container is told to be well, over what its image says; Docker's <c>--health-*</c>.</summary>
internal sealed class HealthWords
{
    private const long Millisecond = 1_000_000;

    private readonly Option<string?> _command = new("--health-cmd") { Description = "What is run in it to tell that it is well, by a shell.", HelpName = "COMMAND" };
    private readonly Option<TimeSpan> _interval = DurationText.Option("--health-interval", "Between two checks.", TimeSpan.Zero, "the image's, else 30s");
    private readonly Option<TimeSpan> _timeout = DurationText.Option("--health-timeout", "The longest that a check may take.", TimeSpan.Zero, "the image's, else 30s");
    private readonly Option<TimeSpan> _startPeriod = DurationText.Option("--health-start-period", "How long failures don't count after the start.", TimeSpan.Zero, "the image's, else 0s");
    private readonly Option<TimeSpan> _startInterval = DurationText.Option("--health-start-interval", "Between two checks in that time.", TimeSpan.Zero, "the image's, else 5s");
    private readonly Option<int?> _retries = new("--health-retries") { Description = "How many failures in a row make it unhealthy.", HelpName = "N" };
    private readonly Option<bool> _none = new("--no-healthcheck") { Description = "No check at all, whatever the image says." };

    /// <summary>Declares the words.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _command, _interval, _timeout, _startPeriod, _startInterval, _retries, _none })
            command.Add(option);
    }

    /// <summary>The check; null for none.</summary>
    /// <exception cref="CommandException">The words contradict each other.</exception>
    public HealthCheckConfig? Read(ParseResult words, HealthCheckConfig? image)
    {
        var isGiven = words.GetResult(_command) is not null || words.GetValue(_retries) is not null
            || new[] { _interval, _timeout, _startPeriod, _startInterval }.Any(option => words.GetValue(option) > TimeSpan.Zero);
        if (words.GetValue(_none))
            return isGiven ? throw CommandException.Usage("--no-healthcheck and other --health words contradict each other.") : null;
        if (!isGiven)
            return image;
        var check = image ?? new();
        return check with
        {
            Test = words.GetValue(_command) is { } command ? ["CMD-SHELL", command] : check.Test,
            Interval = Given(words.GetValue(_interval)) ?? check.Interval,
            Timeout = Given(words.GetValue(_timeout)) ?? check.Timeout,
            StartPeriod = Given(words.GetValue(_startPeriod)) ?? check.StartPeriod,
            StartInterval = Given(words.GetValue(_startInterval)) ?? check.StartInterval,
            Retries = words.GetValue(_retries) ?? check.Retries,
        };
    }

    private static long? Given(TimeSpan time) => time > TimeSpan.Zero ? (long)time.TotalMilliseconds * Millisecond : null;
}
