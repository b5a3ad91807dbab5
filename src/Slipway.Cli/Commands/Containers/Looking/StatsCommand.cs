// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway stats</c>: what running containers use, measured over a second.</summary>
internal sealed class StatsCommand : ContainerCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids. [default: all that run]", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Those that don't run too." };
    private readonly Option<bool> _once = new("--no-stream") { Description = "Measure once, and end." };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Whole ids." };
    private readonly Option<ListingFormat> _format = ListingFormat.Option("Container, ID, Name, CPUPerc, MemUsage, MemPerc, NetIO, BlockIO, PIDs");

    public StatsCommand(Session session)
        : base(session, "stats", "Show what containers use: processor, memory, network, disks, processes. Goes on every second, until it is interrupted.",
            "slipway stats", "slipway stats --no-stream web db", "slipway stats --no-stream --format '{{.Name}} {{.CPUPerc}}'")
    {
        Add(_names);
        foreach (var option in new Option[] { _all, _once, _noTruncation, _format })
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var named = (words.GetValue(_names) ?? []).Select(word => (Word: word, Container: Find(word))).ToList();
        var isLive = Session.OutputIsTerminal && !words.GetValue(_once);
        var region = isLive ? new LiveRegion(Session.Output, Session.TerminalSize) : null;
        var before = new Dictionary<string, (ContainerStatistics Used, long At)>(StringComparer.Ordinal);
        for (var round = 0; ; round++)
        {
            var shown = named.Count > 0 ? named : Listed(words.GetValue(_all));
            var rows = shown.Select(each => (each.Word, Row: Measure(each.Container, before))).ToList();
            // A share of processor time takes two readings.
            if (round > 0)
                Write(words, [.. rows.Select(each => each.Row.ToFields(words.GetValue(_noTruncation), each.Word))], region);
            if (round > 0 && words.GetValue(_once))
                return ExitCode.Done;
            await Task.Delay(Interval, Session.Time, cancellationToken);
        }
    }

    private List<(string Word, ContainerDefinition Container)> Listed(bool all) =>
        [.. Catalog.List().Where(definition => all || ContainerView.Read(Session.Home, definition).IsRunning).Select(static definition => (definition.Id[..12], definition))];

    private StatsRow Measure(ContainerDefinition container, Dictionary<string, (ContainerStatistics Used, long At)> before)
    {
        var (used, now) = (ContainerMeter.Read(Session.Home, container.Id), Session.Time.GetTimestamp());
        double? cpu = null;
        if (used is not null)
        {
            // One that was started anew in between begins at nothing.
            if (before.TryGetValue(container.Id, out var earlier))
                cpu = 100 * Math.Max(0, (used.Cpu - earlier.Used.Cpu) / Session.Time.GetElapsedTime(earlier.At, now));
            before[container.Id] = (used, now);
        }
        return new() { Id = container.Id, Name = container.Name, CpuPercent = used is null ? null : cpu ?? 0, Used = used };
    }

    private void Write(ParseResult words, IReadOnlyList<Templates.TemplateRecord> rows, LiveRegion? region)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var format = words.GetValue(_format)!;
        if (format == ListingFormat.Json)
            foreach (var row in rows)
                text.WriteLine(Templates.TemplateJson.Write(row));
        else
            new Listing(StatsRow.Headings, "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}").Write(text, format, rows);
        if (region is null)
            Session.Output.Write(text.ToString());
        else
            region.Update([], text.ToString().TrimEnd('\n').Split('\n'));
        Session.Output.Flush();
    }
}
