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
    private readonly Option<string[]> _filters = new("--filter", "-f")
    {
        Description = "Only containers that pass: id=, name=, label=KEY[=VALUE], status=, health=, ancestor=IMAGE, exited=CODE, volume=.",
        HelpName = "KEY=VALUE",
    };
    private readonly Option<ListingFormat> _format = ListingFormat.Option("ID, Image, Command, CreatedAt, RunningFor, State, Status, Ports, Names, Labels, Mounts");

    public PsCommand(Session session)
        : base(session, "ps", "List containers.", "slipway ps", "slipway ps -a --filter label=tier=web", "slipway ps --format 'table {{.Names}}\\t{{.Status}}\\t{{.Ports}}'")
    {
        foreach (var option in new Option[] { _all, _quiet, _noTruncation, _latest, _filters, _format })
            Add(option);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var filters = PsFilters.Read(words.GetValue(_filters) ?? []);
        var all = Catalog.List().Select(definition => ContainerView.Read(Session.Home, definition));
        var chosen = words.GetValue(_latest) ? all.Take(1) : all.Where(container => container.Status is "running" or "restarting" || words.GetValue(_all) || filters.AskForEnded).Where(filters.Match);
        var now = Session.Time.GetUtcNow();
        IReadOnlyList<PsRow> rows = [.. chosen.Select(container => PsRow.Of(container, now))];
        var isWhole = words.GetValue(_noTruncation);
        var format = words.GetValue(_format)!;
        if (words.GetValue(_quiet))
        {
            foreach (var row in rows)
                Session.Output.WriteLine(isWhole ? row.Id : row.Id[..12]);
        }
        else if (format == ListingFormat.Json)
        {
            JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListPsRow);
        }
        else
        {
            new Listing(PsRow.Headings, "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}")
                .Write(Session.Output, format, [.. rows.Select(row => row.ToFields(isWhole, now))]);
        }
        return Task.FromResult(ExitCode.Done);
    }
}
