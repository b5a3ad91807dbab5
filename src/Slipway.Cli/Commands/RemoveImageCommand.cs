// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway rmi</c>: takes names away, and with an image's last name the blobs that nothing else needs.</summary>
internal sealed class RemoveImageCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names, or beginnings of digests of images without a name.", Arity = ArgumentArity.OneOrMore };

    public RemoveImageCommand(Session session) : base(session, "rmi", "Remove images.", "slipway rmi app:1.0")
    {
        Add(_images);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        // All are looked up before the first is removed: a word that names nothing changes nothing.
        var found = words.GetRequiredValue(_images).Select(word => (Word: word, Found: ImageLookup.Find(Session.Store, word))).ToList();
        foreach (var (word, (name, descriptor)) in found)
        {
            if (name is { Digest: null })
            {
                await Session.Store.RemoveReferenceAsync(name, cancellationToken);
                Session.Output.WriteLine($"Untagged: {name.Familiar}");
                continue;
            }
            var names = Session.Store.ListReferences().Where(entry => entry.Descriptor == descriptor && entry.Name is not null).Select(static entry => entry.Name!.Familiar).ToList();
            if (names.Count > 0)
                throw CommandException.No($"'{word}' has the names {string.Join(", ", names)}", $"remove them: slipway rmi {string.Join(' ', names)}");
            await Session.Store.ForgetAsync(descriptor.Digest, cancellationToken);
        }
        if (await StorePruner.TryPruneAsync(Session.Store, new HashSet<Digest>(), cancellationToken) is { } pruned)
        {
            foreach (var digest in pruned.Digests)
                Session.Output.WriteLine($"Deleted: {digest}");
        }
        else
        {
            Session.Error.WriteLine("slipway: the store is in use; the blobs go with the next rmi");
        }
        return ExitCode.Done;
    }
}
