// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Commands.Building;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway plan</c>: what building a fleet comes to.</summary>
internal sealed class PlanCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<bool> _steps = new("--steps") { Description = "Show each step." };
    private readonly Option<bool> _explain = new("--explain") { Description = "Show each step, and why those that would run aren't cached." };
    private readonly Option<PlanFormat> _format = new("--format")
    {
        Description = "How to write the plan: text, json, dot (for graphviz) or svg (a picture by itself). [default: text] Example: slipway plan --format svg > plan.svg",
        HelpName = "text|json|dot|svg",
        CustomParser = static result =>
        {
            if (Enum.TryParse<PlanFormat>(result.Tokens.Single().Value, ignoreCase: true, out var format) && !char.IsAsciiDigit(result.Tokens.Single().Value[0]))
                return format;
            result.AddError($"'{result.Tokens.Single().Value}' is not a format; expected text, json, dot or svg.");
            return default;
        },
    };

    public PlanCommand(Session session)
        : base(session, "plan", "Show what building a fleet comes to, without running a step.", "slipway plan", "slipway plan ./examples/openhqm 'openhqm(backend=redis)' --explain", "slipway plan --format svg > plan.svg")
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
        using var http = Remotes.OpenHttp(Session);
        var plan = await new FleetBuilder(Wiring.CreateEngine(Session, http)).PlanAsync(fleet.Graph, fleet.Targets, BuildOptions.Default, cancellationToken);
        await WriteAsync(plan, words);
        BuildReport.WriteFailures(plan.Build.Failures, Session);
        return plan.Build.Failures.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    private async Task WriteAsync(FleetPlan plan, ParseResult words)
    {
        switch (words.GetValue(_format))
        {
            case PlanFormat.Json:
                await using (var output = Session.OpenOutput())
                    FleetPlanJson.Write(output, plan);
                break;
            case PlanFormat.Svg:
                await using (var output = Session.OpenOutput())
                    FleetPlanSvg.Write(output, plan);
                break;
            case PlanFormat.Dot:
                FleetPlanDot.Write(Session.Output, plan);
                break;
            default:
                FleetPlanText.Write(Session.Output, plan, words.GetValue(_explain) ? PlanDetail.Reasons : words.GetValue(_steps) ? PlanDetail.Steps : PlanDetail.Images);
                break;
        }
    }
}
