// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Progress;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway pull</c>: images from registries into the store.</summary>
internal sealed class PullCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where a name is an index. [default: this machine's]");
    private readonly Option<bool> _all = new("--all-platforms") { Description = "The images of all platforms, and the index." };
    private readonly RemoteWords _remote = new();

    public PullCommand(Session session)
        : base(session, "pull", "Fetch images from a registry.", "slipway pull localhost:5000/team/app:1.0", "slipway pull --all-platforms ghcr.io/yourusername/openhqm:1.0.0-redis")
    {
        Add(_images);
        Add(_platform);
        Add(_all);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_all) && words.GetValue(_platform) is not null)
            throw CommandException.Usage("--all-platforms and --platform ask for different things.", "give one of them");
        var references = words.GetRequiredValue(_images).Select(ReferenceArgument.Parse).ToList();
        using var http = _remote.OpenHttp(words, Session);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var transfer = Remotes.Transfer(Session, http);
        foreach (var reference in references)
        {
            PulledImage pulled;
            using (var view = new TransferView(Session, $"pulling {reference.Familiar}"))
                pulled = await transfer.PullAsync(new(reference, words.GetValue(_all) ? null : words.GetValue(_platform) ?? Platform.Host), Session.Store, view, cancellationToken);
            Session.Output.WriteLine($"{reference.Familiar}: {pulled.Resolved.Digest}");
        }
        return ExitCode.Done;
    }
}
