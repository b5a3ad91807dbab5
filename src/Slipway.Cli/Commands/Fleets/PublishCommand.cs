// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Progress;
using Slipway.Distribution;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway publish</c>: sends what is proven of a fleet to registries, and nothing else.</summary>
internal sealed class PublishCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<string[]> _registries = new("--registry") { Description = "A registry in place of the tags' own; repositories keep their path. Several may be given.", HelpName = "HOST[/PATH]" };
    private readonly RemoteWords _remote = new();

    public PublishCommand(Session session)
        : base(session, "publish", "Send the images of a fleet whose claims are proven to their registries.", "slipway publish", "slipway publish --registry localhost:5000")
    {
        _fleet.AddTo(this);
        Add(_registries);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var verification = await FleetWork.VerifyAsync(Session, fleet, cancellationToken);
        FleetVerificationText.Write(Session.Error, verification, new() { Color = Session.ErrorTerminal == TerminalKind.Colour });
        using var http = _remote.OpenHttp(words);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var publisher = new FleetPublisher(new ImageTransfer(http, CredentialStore.FromEnvironment()), Session.Store);
        var isWhole = true;
        IReadOnlyList<string?> registries = words.GetValue(_registries) is { Length: > 0 } several ? several : new string?[] { null };
        foreach (var registry in registries)
        {
            PublishResult result;
            using (var view = new TransferView(Session, $"publishing to {registry ?? "the registries of the tags"}"))
                result = await publisher.PublishAsync(verification, registry, view, cancellationToken);
            foreach (var (image, reference) in result.Published.SelectMany(static image => image.References.Select(reference => (image, reference))))
                Session.Output.WriteLine($"{reference.Familiar}@{image.Image.Digest}");
            foreach (var refused in result.Refused)
                Session.Error.WriteLine($"not published: {refused.Target.Name}: {refused.Reason}");
            isWhole &= result.Refused.Count == 0;
        }
        return isWhole ? ExitCode.Done : ExitCode.No;
    }
}
