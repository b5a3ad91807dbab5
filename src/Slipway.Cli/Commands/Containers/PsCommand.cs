// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway ps</c>.</summary>
internal sealed class PsCommand : ContainerCommand
{
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Those that don't run too." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Ids alone." };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Whole ids and commands." };
    private readonly Option<bool> _latest = new("--latest", "-l") { Description = "The one that was made last, running or not." };
    private readonly Option<int?> _last = new("--last", "-n") { Description = "The N that were made last, running or not.", HelpName = "N" };
    private readonly Option<bool> _size = new("--size", "-s") { Description = "How many bytes each wrote, and with its image." };
    private readonly Option<string[]> _filters = new("--filter", "-f")
    {
        Description = "Only containers that pass: id=, name=, label=KEY[=VALUE], status=, health=, ancestor=IMAGE, exited=CODE, before=CONTAINER, since=CONTAINER, volume=, network=, publish=PORT, expose=PORT.",
        HelpName = "KEY=VALUE",
    };
    private readonly Option<ListingFormat> _format = ListingFormat.Option("ID, Image, Command, CreatedAt, RunningFor, State, Status, Ports, Names, Labels, Mounts, LocalVolumes, Networks, Size");

    public PsCommand(Session session)
        : base(session, "ps", "List containers.", "slipway ps", "slipway ps -a --filter label=tier=web", "slipway ps --format 'table {{.Names}}\\t{{.Status}}\\t{{.Ports}}'")
    {
        foreach (var option in new Option[] { _all, _quiet, _noTruncation, _latest, _last, _size, _filters, _format })
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var filters = PsFilters.Read(words.GetValue(_filters) ?? [], Find, Session.Store);
        var all = Catalog.List().Select(definition => ContainerView.Read(Session.Home, definition));
        var count = words.GetValue(_latest) ? 1 : words.GetValue(_last) is > 0 and var last ? last : (int?)null;
        var chosen = all.Where(container => container.Status is "running" or "paused" or "restarting" || words.GetValue(_all) || count is not null || filters.AskForEnded).Where(filters.Match).Take(count ?? int.MaxValue);
        var now = Session.Time.GetUtcNow();
        List<PsRow> rows = [.. chosen.Select(container => PsRow.Of(container, now))];
        var isSized = words.GetValue(_size) || words.GetValue(_format)?.Template?.Text.Contains(".Size", StringComparison.Ordinal) == true;
        if (isSized)
            rows = await SizeAsync(rows, cancellationToken);
        var isWhole = words.GetValue(_noTruncation);
        var format = words.GetValue(_format)!;
        if (words.GetValue(_quiet))
        {
            foreach (var row in rows)
                Session.Output.WriteLine(isWhole ? row.Id : row.Id[..12]);
        }
        else if (format == ListingFormat.Json)
        {
            JsonOutput.Write<IReadOnlyList<PsRow>>(Session.Output, rows, CliJson.Default.IReadOnlyListPsRow);
        }
        else
        {
            new Listing(PsRow.Headings, "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}" + (isSized ? "\t{{.Size}}" : ""))
                .Write(Session.Output, format, [.. rows.Select(row => row.ToFields(isWhole, now))]);
        }
        return ExitCode.Done;
    }

    private async Task<List<PsRow>> SizeAsync(List<PsRow> rows, CancellationToken cancellationToken)
    {
        var sizes = new ContainerSizes(Session);
        var sized = new List<PsRow>();
        foreach (var row in rows)
            sized.Add(row with { Size = await sizes.MeasureAsync(Find(row.Id), cancellationToken) is var (written, all) ? $"{Units.Size(written)} (virtual {Units.Size(all)})" : "" });
        return sized;
    }
}
