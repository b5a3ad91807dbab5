// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words that ask what is wrong with a Dockerfile, in Docker's spelling: nothing runs then.</summary>
internal sealed class CheckWords
{
    private readonly Option<bool> _check = new("--check") { Description = "Say what is wrong with the Dockerfile, and run nothing. Example: slipway build --check ." };
    private readonly Option<string?> _call = new("--call") { Description = "build, or check for what --check does. [default: build] Example: slipway build --call check .", HelpName = "METHOD" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_check, _call];

    /// <summary>Refuses what else Docker can be called for.</summary>
    /// <exception cref="CommandException">It was asked for.</exception>
    public void RefuseOthers(ParseResult words)
    {
        if (words.GetValue(_call) is { } method and not ("build" or "check"))
            throw CommandException.Usage($"--call {method} is not supported; known are build and check.", "slipway plan --format json shows what a fleet comes to, with its targets, arguments and steps");
    }

    /// <summary>Whether the words ask for a check in place of a build.</summary>
    public bool AskToCheck(ParseResult words) => words.GetValue(_check) || words.GetValue(_call) == "check";

    /// <summary>Works out what a request comes to, and says all that keeps it from being built.</summary>
    public static async Task<int> RunAsync(Session session, BuildRequest request, CancellationToken cancellationToken)
    {
        using var lease = await session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(session);
        var plan = await Wiring.CreateEngine(session, http).PlanAsync(request, cancellationToken);
        BuildReport.WriteFailures(plan.Failures, session);
        if (plan.Failures.Count > 0)
            return plan.Failures.All(static failure => failure.Kind == BuildFailureKind.Outside) ? ExitCode.Outside : ExitCode.No;
        session.Output.WriteLine($"Check complete: nothing is wrong, and {plan.StepsRequested} steps would be run or found.");
        return ExitCode.Done;
    }
}
