// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Fleet;
using Slipway.Packages;

namespace Slipway.Cli.Commands.Fleets;

/// <summary><c>slipway lock</c>: the exact packages that images are composed from, kept in a file.</summary>
internal sealed class LockCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly Option<bool> _update = new("--update") { Description = "Take what sources offer now for what is locked already, too." };

    public LockCommand(Session session)
        : base(session, "lock", $"Write which packages images are composed from to {PackageLock.FileName}, beside the fleet file; builds take exactly those.", "slipway lock", "slipway lock --update")
    {
        _fleet.AddTo(this);
        Add(_update);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var file = fleet.Graph.Fleet.File;
        var path = Path.Combine(file.Folder, PackageLock.FileName);
        var requests = RequestsOf(fleet.Targets);
        if (requests.Count == 0)
            throw CommandException.Usage("none of these images is composed from packages, so there is nothing to lock.", "an image with 'packages:' in the fleet file is");
        var before = File.Exists(path) ? PackageLock.Read(path) : PackageLock.Empty;
        // What no image asks for any more goes; what only other targets ask for stays.
        var asked = RequestsOf(fleet.Graph.Fleet.Targets);
        var after = asked.Aggregate(PackageLock.Empty, (kept, request) => before.Find(request) is { } known ? kept.With(request, known) : kept);
        // While it is held nothing is pruned, indexes among it.
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(Session);
        var composer = Wiring.CreateComposer(Session, http);
        foreach (var request in requests)
        {
            var old = before.Find(request);
            var settled = old is null || words.GetValue(_update) ? await composer.ResolveAsync(request, cancellationToken) : old;
            // The same packages as of a later day are no change, and the file stays as it is.
            after = after.With(request, old is not null && old.HasSamePackages(settled) ? old : settled);
            Tell(request, old, settled);
        }
        after.Write(path);
        return ExitCode.Done;
    }

    private static List<PackagesRequest> RequestsOf(IReadOnlyList<FleetTarget> targets) =>
        [.. from target in targets
            where target.Packages is not null
            from platform in target.Platforms
            select ComposedPackageImages.RequestOf(target.Packages!, platform.Normalised())];

    private void Tell(PackagesRequest request, PackageSet? old, PackageSet settled)
    {
        var changes = old is null ? [] : old.ChangesTo(settled).ToList();
        var said = old is null ? "locked" : changes.Count == 0 ? "unchanged" : "changed";
        Session.Output.WriteLine($"{said}: {request}: {settled.Packages.Count} packages as of {settled.Snapshot:yyyy-MM-dd HH:mm} UTC");
        foreach (var change in changes)
            Session.Output.WriteLine($"  {change}");
    }
}
