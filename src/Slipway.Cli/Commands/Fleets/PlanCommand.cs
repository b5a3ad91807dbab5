// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Commands.Building;
using Slipway.Distribution;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway plan</c>: what building a fleet comes to.</summary>
internal sealed class PlanCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<bool> _steps = new("--steps") { Description = "Show each step." };
    private readonly Option<bool> _explain = new("--explain") { Description = "Show each step, and why those that would run aren't cached." };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public PlanCommand(Session session)
        : base(session, "plan", "Show what building a fleet comes to, without running a step.", "slipway plan", "slipway plan ./examples/openhqm 'openhqm(backend=redis)' --explain")
    {
        _fleet.AddTo(this);
        Add(_steps);
        Add(_explain);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using var http = new GuardedHttp(new() { UserAgent = ErrorReport.UserAgent });
        var plan = await new FleetBuilder(Wiring.CreateEngine(Session, http)).PlanAsync(fleet.Graph, fleet.Targets, BuildOptions.Default, cancellationToken);
        if (words.GetValue(_format) == OutputFormat.Json)
        {
            await using var output = Session.OpenOutput();
            FleetPlanJson.Write(output, plan);
        }
        else
        {
            FleetPlanText.Write(Session.Output, plan, words.GetValue(_explain) ? PlanDetail.Reasons : words.GetValue(_steps) ? PlanDetail.Steps : PlanDetail.Images);
        }
        BuildReport.WriteFailures(plan.Build.Failures, Session);
        return plan.Build.Failures.Count == 0 ? ExitCode.Done : ExitCode.No;
    }
}
