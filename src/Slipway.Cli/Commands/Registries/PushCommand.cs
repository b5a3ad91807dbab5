// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Progress;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway push</c>: images of the store to the registries that their names name.</summary>
internal sealed class PushCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names; each says its registry.", Arity = ArgumentArity.OneOrMore };
    private readonly RemoteWords _remote = new();

    public PushCommand(Session session)
        : base(session, "push", "Send images to registries; no name is set before everything is there.",
            "slipway tag app:1.0 localhost:5000/team/app:1.0 && slipway push localhost:5000/team/app:1.0", "slipway push localhost:5000/team/app:1.0 registry.example/team/app:1.0")
    {
        Add(_images);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        // All are looked up before the first is sent.
        var images = words.GetRequiredValue(_images).Select(ReferenceArgument.ParseName).Select(reference => (reference, ImageLookup.Find(Session.Store, reference.ToString()).Descriptor)).ToList();
        using var http = _remote.OpenHttp(words, Session);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using (var view = new TransferView(Session, $"pushing {string.Join(", ", images.Select(static image => image.reference.Familiar))}"))
            await Remotes.Transfer(Session, http).PushAsync(Session.Store, [.. images.Select(static image => new ImagePush(image.Descriptor, [image.reference]))], view, cancellationToken);
        foreach (var (reference, descriptor) in images)
            Session.Output.WriteLine($"{reference.Familiar}: {descriptor.Digest}");
        return ExitCode.Done;
    }
}
