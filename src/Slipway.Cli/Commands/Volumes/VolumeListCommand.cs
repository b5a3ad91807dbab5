// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Volumes;

/// <summary><c>slipway volume ls</c>.</summary>
internal sealed class VolumeListCommand : SlipwayCommand
{
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Names alone." };
    private readonly Option<string[]> _filters = new("--filter", "-f") { Description = "Only volumes that pass: name=, label=KEY[=VALUE], dangling=true|false.", HelpName = "KEY=VALUE" };
    private readonly Option<ListingFormat> _format = ListingFormat.Option("Name, Driver, Mountpoint, Labels, Scope, Containers");

    public VolumeListCommand(Session session) : base(session, "ls", "List volumes.", "slipway volume ls", "slipway volume ls --filter dangling=true -q")
    {
        Add(_quiet);
        Add(_filters);
        Add(_format);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var filters = FilterWord.ReadAll(words.GetValue(_filters) ?? [], "name", "label", "dangling");
        var volumes = new VolumeStore(Session.Home, Session.Time);
        IReadOnlyList<VolumeRow> rows = [.. volumes.List().Select(volume => VolumeRow.Of(volume, volumes)).Where(row => filters.All(filter => VolumeFilter.Match(row, filter)))];
        var format = words.GetValue(_format)!;
        if (words.GetValue(_quiet))
        {
            foreach (var row in rows)
                Session.Output.WriteLine(row.Name);
        }
        else if (format == ListingFormat.Json)
        {
            JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListVolumeRow);
        }
        else
        {
            new Listing(VolumeRow.Headings, "{{.Driver}}\t{{.Name}}").Write(Session.Output, format, [.. rows.Select(static row => row.ToFields())]);
        }
        return Task.FromResult(ExitCode.Done);
    }
}
