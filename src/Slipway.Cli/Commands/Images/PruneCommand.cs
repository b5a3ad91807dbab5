// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Commands.Containers;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway prune</c>: takes away what nothing uses, of the store, the build cache and the snapshots; <c>slipway image prune</c>: of the store alone; <c>slipway buildx prune</c>: of the build cache alone.</summary>
internal sealed class PruneCommand : SlipwayCommand
{
    private readonly PruneScope _scope;
    private readonly Option<bool> _all = new("--all", "-a") { Description = "All that nothing uses: images with a name as well, and the whole build cache." };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Don't ask." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Tell what would go, and take nothing." };
    private readonly Option<string[]> _filters = new("--filter")
    {
        Description = "until=TIME: only what was made (images) or used (build cache) before; label=KEY[=VALUE], label!=KEY[=VALUE]: only such images, and nothing of the build cache.",
        HelpName = "KEY=VALUE",
    };
    private readonly Option<long?> _limit = SizeText.Option("--max-storage", ["--keep-storage"], "Prune the build cache, the longest unused first, until it takes no more than this.");

    public PruneCommand(Session session, PruneScope scope = PruneScope.Everything) : base(session, "prune", DescriptionOf(scope), ExamplesOf(scope))
    {
        _scope = scope;
        Add(_all);
        Add(_force);
        Add(_dryRun);
        Add(_filters);
        if (scope != PruneScope.Images)
            Add(_limit);
        if (scope == PruneScope.Images)
            _all.Description = "Images with a name as well, where no container and no module is made of them.";
        else if (scope == PruneScope.BuildCache)
            (_all.Description, _filters.Description) = ("The whole build cache.", "until=TIME: only what was used before.");
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var options = Read(words);
        if (!options.IsDryRun && !words.GetValue(_force) && !Confirm(words))
            return ExitCode.No;
        var result = await new StoragePruner(Session.Home, Session.Store).RunAsync(options, cancellationToken);
        Tell(options, result);
        if (!options.IsDryRun && _scope == PruneScope.Everything && words.GetValue(_filters) is null or [])
            SweepLogs(words.GetValue(_all));
        return ExitCode.Done;
    }

    // The agent sweeps them too, when a container goes; here all can be.
    private void SweepLogs(bool isAll)
    {
        if (new RemovedLogs(Session.Home, Session.Time).Sweep(isAll ? TimeSpan.Zero : KeptLogs.TimeOf(Session)) is (> 0 and var count, var bytes))
            Session.Output.WriteLine($"Logs of removed containers: {count}, {Units.Size(bytes)}");
    }

    private static string DescriptionOf(PruneScope scope) => scope switch
    {
        PruneScope.Images => "Take away images that nothing uses; the build cache stays as it is.",
        PruneScope.BuildCache => "Free the room that the build cache takes; images stay as they are.",
        _ => "Free the room that unused images and the build cache take.",
    };

    private static string[] ExamplesOf(PruneScope scope) => scope switch
    {
        PruneScope.Images => ["slipway image prune -f", "slipway image prune -a --filter until=168h --dry-run"],
        PruneScope.BuildCache => ["slipway buildx prune", "slipway buildx prune -a -f", "slipway buildx prune -f --filter until=24h"],
        _ => ["slipway prune", "slipway prune --filter until=168h --dry-run", "slipway prune -f --max-storage 20GB", "slipway prune -a -f"],
    };

    private PruneOptions Read(ParseResult words)
    {
        var filters = _scope == PruneScope.BuildCache ? FilterWord.ReadAll(words.GetValue(_filters) ?? [], "until")
            : FilterWord.ReadAll(words.GetValue(_filters) ?? [], "until", "label", "label!");
        var moments = filters.Where(static word => word.Key == "until").Select(word => MomentText.Parse(word.Value, Session.Time.GetUtcNow())).ToList();
        DateTimeOffset? until = moments.Count > 0 ? moments.Min() : null;
        var labels = filters.Where(static word => word.Key == "label").ToList();
        var used = ImagesInUse.List(Session.Home).Select(static user => user.Manifest).ToList();
        var held = used.ToHashSet();
        var isCacheOnly = _scope == PruneScope.BuildCache || (words.GetValue(_limit) is not null && !words.GetValue(_all));
        return new()
        {
            Images = isCacheOnly ? [] : [.. Session.Store.ListReferences().Where(reference => MayGo(reference, words.GetValue(_all), until, labels, held))],
            Held = used,
            Cache = labels.Count > 0 || _scope == PruneScope.Images ? CachePruning.Nothing : words.GetValue(_all) ? CachePruning.Unused : CachePruning.Dead,
            UnusedSince = until,
            MaxCacheBytes = words.GetValue(_limit),
            IsDryRun = words.GetValue(_dryRun),
        };
    }

    private bool MayGo(StoredReference reference, bool all, DateTimeOffset? until, IReadOnlyList<FilterWord> labels, HashSet<Digest> held)
    {
        if ((reference.Name is not null && !all) || BlobReach.TryFind(Session.Store, reference.Descriptor).Overlaps(held))
            return false;
        var image = new ImageListing(Session.Store, TextWriter.Null).Describe(reference.Name, reference.Descriptor);
        // A reproducible image says that it was made in 1970; it came here when it got its name.
        var since = Later(image.Created, reference.Name is { } name ? Session.Store.GetTaggedAt(name) : null);
        return (until is null || since < until) && labels.All(label => image.Images.Any(label.MatchesLabel) != label.IsNegated);
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset? other) => new[] { one, other }.Max() ?? DateTimeOffset.MinValue;

    private bool Confirm(ParseResult words)
    {
        if (!Session.CanAsk)
            throw CommandException.Usage("there is nobody to ask whether to go on.", "write -f to prune without asking, or --dry-run to see what would go");
        Session.Error.WriteLine("WARNING! This takes away:");
        if (_scope != PruneScope.BuildCache && (words.GetValue(_limit) is null || words.GetValue(_all)))
            Session.Error.WriteLine(words.GetValue(_all) ? "  - all images that no installed module and no container is made of" : "  - all images without a name");
        if (_scope != PruneScope.Images)
            Session.Error.WriteLine(words.GetValue(_limit) is { } limit ? $"  - of the build cache what was longest unused, above {Units.Size(limit)}"
                : words.GetValue(_all) ? "  - the whole build cache" : "  - what is dead in the build cache, and with until= what was not used since");
        return Session.Ask("Go on? [y/N] ", AskKind.Open)?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private void Tell(PruneOptions options, PruneResult result)
    {
        var verb = options.IsDryRun ? "Would delete" : "Deleted";
        var images = result.StoreWasInUse ? [] : options.Images;
        foreach (var image in images)
            Session.Output.WriteLine(image.Name is { } name ? $"{(options.IsDryRun ? "Would untag" : "Untagged")}: {name.Familiar}" : $"{verb}: {image.Descriptor.Digest}");
        foreach (var item in result.Items.Where(static item => item.Kind is not (StorageKind.Records or StorageKind.Images)))
            Session.Output.WriteLine($"{verb}: {item.Name} ({Units.Size(item.Bytes)})");
        if (result.Items.Count > 0)
            Session.Output.WriteLine();
        foreach (var kind in result.Items.GroupBy(static item => item.Kind).OrderBy(static kind => kind.Key))
            Session.Output.WriteLine($"{StorageWords.Of(kind.Key)}: {kind.Count()}, {Units.Size(kind.Sum(static item => item.Bytes))}");
        Session.Output.WriteLine($"Total reclaimed space: {Units.Size(result.Bytes)}");
        if (result.StoreWasInUse)
            Session.Error.WriteLine("slipway: a process uses the store, so images, their blobs and records stay; prune again when it has ended");
    }
}
