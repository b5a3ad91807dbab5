// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway rmi</c>: takes names away, and with an image's last name the blobs that nothing else needs.</summary>
internal sealed class RemoveImageCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names, or beginnings of digests.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "All names of an image that is given by its digest, and no complaint of one that isn't there." };

    public RemoveImageCommand(Session session) : base(session, "rmi", "Remove images.", "slipway rmi app:1.0", "slipway rmi -f 3f2b8c0d9a41")
    {
        Add(_images);
        Add(_force);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var force = words.GetValue(_force);
        // All are looked up before the first is removed: a word that names nothing changes nothing.
        var found = words.GetRequiredValue(_images).Select(word => (Word: word, Found: Find(word, force))).Where(static pair => pair.Found is not null).ToList();
        var gone = new HashSet<Digest>();
        foreach (var (word, image) in found)
        {
            var (name, descriptor) = image!.Value;
            gone.UnionWith(BlobReach.TryFind(Session.Store, descriptor));
            await RemoveAsync(word, name, descriptor, force, cancellationToken);
        }
        await DeleteAsync(gone, cancellationToken);
        return ExitCode.Done;
    }

    private (ImageReference? Name, Descriptor Descriptor)? Find(string word, bool force)
    {
        try
        {
            return ImageLookup.Find(Session.Store, word);
        }
        catch (CommandException problem) when (force && problem.ExitCode == ExitCode.No)
        {
            Session.Error.WriteLine($"slipway: {problem.Message}");
            return null;
        }
    }

    private async Task RemoveAsync(string word, ImageReference? name, Descriptor descriptor, bool force, CancellationToken cancellationToken)
    {
        var names = Session.Store.ListReferences().Where(entry => entry.Descriptor.Digest == descriptor.Digest && entry.Name is not null).Select(static entry => entry.Name!).ToList();
        var removed = name is { Digest: null } ? [name] : names;
        if (name is not { Digest: null } && !force && names.Select(static known => known.Name).Distinct().Count() > 1)
            throw CommandException.No($"'{word}' has names in several repositories: {string.Join(", ", names.Select(static known => known.Familiar))}", "remove one by its name, or all with -f");
        var isLast = names.Count == removed.Count;
        if (isLast && UserOf(descriptor) is var (user, remedy))
        {
            if (!force)
                throw CommandException.No($"'{word}' is the image of {user}", $"{remedy}; -f takes the name away and keeps the image");
            await Session.Store.KeepAsync(descriptor, cancellationToken);
        }
        foreach (var one in removed)
        {
            await Session.Store.RemoveReferenceAsync(one, cancellationToken);
            Session.Output.WriteLine($"Untagged: {one.Familiar}");
        }
        if (isLast && removed.Count > 0)
            Session.Output.WriteLine($"Untagged: {removed[0].WithDigest(descriptor.Digest).Familiar}");
        if (removed.Count == 0)
            await Session.Store.ForgetAsync(descriptor.Digest, cancellationToken);
    }

    private (string User, string Remedy)? UserOf(Descriptor descriptor)
    {
        var held = BlobReach.TryFind(Session.Store, descriptor);
        return ImagesInUse.List(Session.Home).Where(user => held.Contains(user.Manifest)).Select(static user => ((string, string)?)(user.User, user.Remedy)).FirstOrDefault();
    }

    // Docker's word for each thing that goes; what the build cache holds on to stays for it.
    private async Task DeleteAsync(HashSet<Digest> gone, CancellationToken cancellationToken)
    {
        var keep = new HashSet<Digest>(ImagesInUse.List(Session.Home).SelectMany(user => BlobReach.TryFind(Session.Store, user.Manifest)));
        keep.UnionWith(CachedBlobs.List(Session.Home, Session.Store));
        if (await StorePruner.TryPruneAsync(Session.Store, keep, cancellationToken) is not { } pruned)
        {
            Session.Error.WriteLine("slipway: the store is in use; the blobs go with the next rmi or prune");
            return;
        }
        foreach (var digest in pruned.Digests.Where(gone.Contains))
            Session.Output.WriteLine($"Deleted: {digest}");
    }
}
