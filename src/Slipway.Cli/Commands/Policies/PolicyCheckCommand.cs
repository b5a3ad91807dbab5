// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text;
using Slipway.Check;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Commands.Serving;

namespace Slipway.Cli.Commands.Policies;

/// <summary><c>slipway policy check</c>: tries a policy by hand.</summary>
internal sealed class PolicyCheckCommand : SlipwayCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "An image of the store, by the name that it would be let in by." };
    private readonly Option<string?> _policy = PolicyWords.Option("The policy file. [default: policy.yaml]");
    private readonly Option<string> _door = new("--door") { Description = "The door that it stands at: publish, push, install or upgrade. [default: push]", HelpName = "DOOR", DefaultValueFactory = static _ => "push" };
    private readonly AnswerWords _answer = new("text", "json", "markdown", "junit");
    private readonly Option<bool> _all = new("--all") { Description = "Show each claim with what was found, not only those that do not hold." };

    public PolicyCheckCommand(Session session)
        : base(session, "check", "Judge an image of the store by a policy, as a door would.",
            "slipway policy check team/app:1.0", "slipway policy check team/app:1.0 --policy rules/policy.yaml --door install", "slipway policy check team/app:1.0 --format junit")
    {
        _door.AcceptOnlyFromAmong([.. Fleet.PolicyFile.Doors.Keys]);
        Add(_image);
        Add(_policy);
        Add(_door);
        _answer.AddTo(this);
        Add(_all);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var shown = words.GetValue(_policy) ?? Fleet.PolicyFile.FileName;
        var policy = PolicyWords.Read(Path.GetFullPath(shown, Session.WorkingFolder), shown, Session);
        var reference = ReferenceArgument.Parse(words.GetValue(_image)!);
        var door = Fleet.PolicyFile.Doors[words.GetValue(_door)!];
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var image = Session.Store.Resolve(reference) ?? throw CommandException.No($"the store has no image '{reference.Familiar}'.", $"pull it first: slipway pull {reference.Familiar}");
        // Commands are run where the door would run them.
        var judge = new PolicyJudge(new StoreContent(Session.Store), new(Session.Store, Session.Home), door == PolicyDoors.Publish ? FleetWork.OpenRunner(Session) : null);
        var verdict = await judge.JudgeAsync(policy, PolicyRequest.Of(door, reference, image), cancellationToken);
        await _answer.WriteAsync(words, Session, (kind, output, terminal) => Write(kind, output, terminal, verdict, words.GetValue(_all)));
        return verdict.IsAdmitted ? ExitCode.Done : ExitCode.No;
    }

    private void Write(string kind, Stream output, TerminalKind terminal, PolicyVerdict verdict, bool all)
    {
        switch (kind)
        {
            case "json":
                PolicyReport.WriteJson(output, verdict);
                break;
            case "junit":
                PolicyReport.WriteJunit(output, verdict, Session.Time.GetUtcNow());
                break;
            case "markdown":
                output.Write(Encoding.UTF8.GetBytes(PolicyReport.ToMarkdown(verdict)));
                break;
            default:
                using (var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true))
                    PolicyText.Write(text, verdict, terminal, all ? Fleet.ProofDetail.Claims : Fleet.ProofDetail.Problems);
                break;
        }
    }
}
