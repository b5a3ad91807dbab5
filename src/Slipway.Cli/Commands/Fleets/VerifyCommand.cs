// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway verify</c>: proves what the fleet file claims of its images.</summary>
internal sealed class VerifyCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly AnswerWords _answer = new("text", "json", "markdown", "junit");
    private readonly Option<bool> _all = new("--all") { Description = "Show each claim with what was found, not only those that do not hold." };

    public VerifyCommand(Session session)
        : base(
            session, "verify", "Prove what the fleet file claims of the images in the store.",
            "slipway verify", "slipway verify --all ./examples/openhqm 'openhqm(backend=redis)'", "slipway verify --format json", "slipway verify --output junit=claims.xml --output markdown=claims.md")
    {
        _fleet.AddTo(this);
        _answer.AddTo(this);
        Add(_all);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var verification = await FleetWork.VerifyAsync(Session, fleet, cancellationToken);
        var detail = words.GetValue(_all) ? ProofDetail.Claims : ProofDetail.Problems;
        await _answer.WriteAsync(words, Session, (kind, output, terminal) => Write(kind, output, terminal, verification, detail));
        return verification.Holds ? ExitCode.Done : ExitCode.No;
    }

    private void Write(string kind, Stream output, TerminalKind terminal, FleetVerification verification, ProofDetail detail)
    {
        switch (kind)
        {
            case "json":
                FleetVerificationJson.Write(output, verification);
                break;
            case "junit":
                FleetVerificationJunit.Write(output, verification, Session.Time.GetUtcNow());
                break;
            case "markdown":
                output.Write(Encoding.UTF8.GetBytes(FleetVerificationMarkdown.Write(verification)));
                break;
            default:
                using (var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true))
                    FleetVerificationText.Write(text, verification, new() { Color = terminal == TerminalKind.Colour }, detail);
                break;
        }
    }
}
