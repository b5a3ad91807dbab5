// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway verify</c>: proves what the fleet file claims of its images.</summary>
internal sealed class VerifyCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public VerifyCommand(Session session)
        : base(session, "verify", "Prove what the fleet file claims of the images in the store.", "slipway verify", "slipway verify ./examples/openhqm openhqm --format json")
    {
        _fleet.AddTo(this);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var verification = await FleetWork.VerifyAsync(Session, fleet, cancellationToken);
        if (words.GetValue(_format) == OutputFormat.Json)
        {
            await using var output = Session.OpenOutput();
            FleetVerificationJson.Write(output, verification);
        }
        else
        {
            FleetVerificationText.Write(Session.Output, verification, new() { Color = Session.OutputIsTerminal && Session.ErrorTerminal == TerminalKind.Colour });
        }
        return verification.Holds ? ExitCode.Done : ExitCode.No;
    }
}
