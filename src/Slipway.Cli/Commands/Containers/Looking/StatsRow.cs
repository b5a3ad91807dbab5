// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>One line of <c>slipway stats</c>.</summary>
internal sealed record StatsRow
{
    /// <summary>The id, whole.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Processor time over time, in percent: 100 is one whole processor; null where the container doesn't run.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>What it has used; null where it doesn't run.</summary>
    public ContainerStatistics? Used { get; init; }

    /// <summary>The headings of the fields.</summary>
    public static TemplateRecord Headings { get; } = Listing.Headings(
        ("Container", "CONTAINER"), ("ID", "CONTAINER ID"), ("Name", "NAME"), ("CPUPerc", "CPU %"), ("MemUsage", "MEM USAGE / LIMIT"), ("MemPerc", "MEM %"), ("NetIO", "NET I/O"), ("BlockIO", "BLOCK I/O"), ("PIDs", "PIDS"));

    /// <summary>The fields as Docker shows them.</summary>
    public TemplateRecord ToFields(bool isWhole, string word) => Listing.Row(
        ("Container", word),
        ("ID", isWhole ? Id : Id[..12]),
        ("Name", Name),
        ("CPUPerc", CpuPercent is { } cpu ? Percent(cpu) : "--"),
        ("MemUsage", Used is { } used ? $"{Units.BinarySize(used.MemoryBytes)} / {Units.BinarySize(used.MemoryLimitBytes)}" : "-- / --"),
        ("MemPerc", Used is { } part ? Percent(100.0 * part.MemoryBytes / part.MemoryLimitBytes) : "--"),
        ("NetIO", Used is { } net ? $"{Units.Size(net.ReceivedBytes)} / {Units.Size(net.SentBytes)}" : "-- / --"),
        ("BlockIO", Used is { } disk ? $"{Units.Size(disk.ReadBytes)} / {Units.Size(disk.WrittenBytes)}" : "-- / --"),
        ("PIDs", Used is { } count ? count.Pids.ToString(CultureInfo.InvariantCulture) : "--"));

    private static string Percent(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + "%";
}
