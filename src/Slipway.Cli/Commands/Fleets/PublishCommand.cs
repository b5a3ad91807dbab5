// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Commands.Serving;
using Slipway.Cli.Progress;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway publish</c>: sends what is proven of a fleet to registries, and nothing else.</summary>
internal sealed class PublishCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<string[]> _registries = new("--registry") { Description = "A registry in place of the tags' own; repositories keep their path. Several may be given.", HelpName = "HOST[/PATH]" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be published where, and what not; nothing is sent." };
    private readonly Option<bool> _byDigest = new("--by-digest") { Description = "Send images by their digests, and set no tags: those that are told are for slipway index create, which joins what several machines built. Example: slipway publish --by-digest --set '*.platform=linux/arm64'" };
    private readonly Option<string?> _policy = PolicyWords.Option("A policy file that images must pass beside their claims. [default: the fleet's]");
    private readonly RemoteWords _remote = new();

    public PublishCommand(Session session)
        : base(session, "publish", "Send the images of a fleet whose claims are proven to their registries.", "slipway publish", "slipway publish --registry localhost:5000 --registry registry.example/mirror", "slipway publish --policy policy.yaml --dry-run", "slipway publish --by-digest --set '*.platform=linux/arm64'")
    {
        _fleet.AddTo(this);
        Add(_registries);
        Add(_dryRun);
        Add(_byDigest);
        Add(_policy);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var verification = await FleetWork.VerifyAsync(Session, fleet, cancellationToken);
        FleetVerificationText.Write(Session.Error, verification, new() { Color = Session.ErrorTerminal == TerminalKind.Colour });
        var registries = words.GetValue(_registries) ?? [];
        verification = await FleetWork.JudgeAsync(Session, fleet, verification, words.GetValue(_policy), registries, cancellationToken);
        var naming = words.GetValue(_byDigest) ? PublishNaming.Digest : PublishNaming.Tags;
        var result = words.GetValue(_dryRun) ? FleetPublisher.Plan(verification, registries, naming) : await PublishAsync(words, verification, registries, naming, cancellationToken);
        foreach (var (image, reference) in result.Published.SelectMany(static image => image.References.Select(reference => (image, reference))))
            Session.Output.WriteLine($"{reference.Familiar}@{image.Image.Digest}");
        foreach (var refused in result.Refused)
            Session.Error.WriteLine($"not published: {refused.Target.Name}: {refused.Reason}");
        return result.Refused.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    private async Task<PublishResult> PublishAsync(ParseResult words, FleetVerification verification, string[] registries, PublishNaming naming, CancellationToken cancellationToken)
    {
        using var http = _remote.OpenHttp(words, Session);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using var view = new TransferView(Session, $"publishing to {(registries.Length == 0 ? "the registries of the tags" : string.Join(", ", registries))}");
        return await new FleetPublisher(Remotes.Transfer(Session, http), Session.Store) { Naming = naming }.PublishAsync(verification, registries, view, cancellationToken);
    }
}
