// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that say how a container is told to be well, over what its image says; Docker's <c>--health-*</c>.</summary>
internal sealed class HealthWords
{
    private const long Millisecond = 1_000_000;

    private readonly Option<string?> _command = new("--health-cmd") { Description = "What is run in it to tell that it is well, by a shell.", HelpName = "COMMAND" };
    private readonly Option<string?> _http = new("--health-http") { Description = "What the agent asks it for by HTTP, from outside; 200 to 399 is well. The port may be left out where it exposes one alone.", HelpName = ":PORT/PATH" };
    private readonly Option<string?> _tcp = new("--health-tcp") { Description = "A port to which the agent connects, from outside; being taken is well.", HelpName = "PORT" };
    private readonly Option<string> _failure = new("--health-on-failure") { Description = "What is done with it when it has become unhealthy: none, kill, restart or stop; Podman's.", HelpName = "ACTION", DefaultValueFactory = static _ => "none" };
    private readonly Option<TimeSpan> _interval = DurationText.Option("--health-interval", "Between two checks.", TimeSpan.Zero, "the image's, else 30s");
    private readonly Option<TimeSpan> _timeout = DurationText.Option("--health-timeout", "The longest that a check may take.", TimeSpan.Zero, "the image's, else 30s");
    private readonly Option<TimeSpan> _startPeriod = DurationText.Option("--health-start-period", "How long failures don't count after the start.", TimeSpan.Zero, "the image's, else 0s");
    private readonly Option<TimeSpan> _startInterval = DurationText.Option("--health-start-interval", "Between two checks in that time.", TimeSpan.Zero, "the image's, else 5s");
    private readonly Option<int?> _retries = new("--health-retries") { Description = "How many failures in a row make it unhealthy.", HelpName = "N" };
    private readonly Option<bool> _none = new("--no-healthcheck") { Description = "No check at all, whatever the image says." };

    /// <summary>Declares the words.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _command, _http, _tcp, _interval, _timeout, _startPeriod, _startInterval, _retries, _failure, _none })
            command.Add(option);
    }

    /// <summary>The check; null for none.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="image">What the image says.</param>
    /// <param name="exposed">The container's ports.</param>
    /// <param name="network">The container's network.</param>
    /// <exception cref="CommandException">The words contradict each other, or the check can't be made.</exception>
    public HealthCheckConfig? Read(ParseResult words, HealthCheckConfig? image, IReadOnlyList<string> exposed, DefinedNetwork network)
    {
        var test = TestOf(words, exposed);
        if (test is ["HTTP" or "TCP", ..] && network is DefinedNetwork.NoNetwork or DefinedNetwork.OtherNetwork)
            throw CommandException.Usage("nobody outside reaches the ports of a container in that network to check them.", "check by --health-cmd, or leave --network out");
        var isGiven = test is not null || words.GetValue(_retries) is not null
            || new[] { _interval, _timeout, _startPeriod, _startInterval }.Any(option => words.GetValue(option) > TimeSpan.Zero);
        if (words.GetValue(_none))
            return isGiven ? throw CommandException.Usage("--no-healthcheck and other --health words contradict each other.") : null;
        if (!isGiven)
            return image;
        var check = image ?? new();
        return check with
        {
            Test = test ?? check.Test,
            Interval = Given(words.GetValue(_interval)) ?? check.Interval,
            Timeout = Given(words.GetValue(_timeout)) ?? check.Timeout,
            StartPeriod = Given(words.GetValue(_startPeriod)) ?? check.StartPeriod,
            StartInterval = Given(words.GetValue(_startInterval)) ?? check.StartInterval,
            Retries = words.GetValue(_retries) ?? check.Retries,
        };
    }

    /// <summary>What is done when it is unhealthy.</summary>
    /// <exception cref="CommandException">It is nothing that is known, or there is no check.</exception>
    public UnhealthyAction ReadAction(ParseResult words, HealthCheckConfig? check)
    {
        var text = words.GetValue(_failure)!;
        var action = Enum.TryParse<UnhealthyAction>(text, ignoreCase: true, out var known) && text.All(char.IsAsciiLetter)
            ? known : throw CommandException.Usage($"--health-on-failure '{text}' is not known; expected none, kill, restart or stop.");
        return action != UnhealthyAction.None && check?.Test is null or [] or ["NONE"]
            ? throw CommandException.Usage("--health-on-failure is about a check that there isn't.", "give one by --health-cmd, --health-http or --health-tcp") : action;
    }

    private IReadOnlyList<string>? TestOf(ParseResult words, IReadOnlyList<string> exposed)
    {
        var given = new[] { _command, _http, _tcp }.Where(option => words.GetValue(option) is not null).ToList();
        if (given.Count > 1)
            throw CommandException.Usage($"{string.Join(" and ", given.Select(static option => option.Name))} are different checks, and a container has one.", "leave one out");
        try
        {
            return words.GetValue(_command) is { } command ? ["CMD-SHELL", command]
                : words.GetValue(_http) is { } http ? OutsideCheck.ParseHttp(http, OnlyPort(exposed)).Test
                : words.GetValue(_tcp) is { } tcp ? OutsideCheck.ParseTcp(tcp).Test : null;
        }
        catch (ArgumentException e)
        {
            throw CommandException.Usage(e.Message);
        }
    }

    private static int? OnlyPort(IReadOnlyList<string> exposed) =>
        exposed.Where(static text => !text.Contains("/udp", StringComparison.Ordinal) && !text.Contains("/sctp", StringComparison.Ordinal)).SelectMany(PublishedPort.Parse).ToList() is [var only] ? only.ContainerPort : null;

    private static long? Given(TimeSpan time) => time > TimeSpan.Zero ? (long)time.TotalMilliseconds * Millisecond : null;
}
