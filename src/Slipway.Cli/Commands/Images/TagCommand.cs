// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway tag</c>: one more name for an image.</summary>
internal sealed class TagCommand : SlipwayCommand
{
    private readonly Argument<string> _source = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Argument<string[]> _targets = new("NAME") { Description = "The names to give it.", Arity = ArgumentArity.OneOrMore };

    public TagCommand(Session session) : base(session, "tag", "Give an image another name.", "slipway tag app:1.0 localhost:5000/team/app:1.0")
    {
        Add(_source);
        Add(_targets);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var (_, descriptor) = ImageLookup.Find(Session.Store, words.GetRequiredValue(_source));
        var targets = words.GetRequiredValue(_targets).Select(ReferenceArgument.ParseName).ToList();
        foreach (var target in targets)
            await Session.Store.SetReferenceAsync(target, descriptor, cancellationToken);
        return ExitCode.Done;
    }
}
