// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Build;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway df</c>: what takes room in the home, as <c>docker system df</c> shows it.</summary>
internal sealed class DiskUseCommand : SlipwayCommand
{
    private static readonly TemplateRecord Headings = Listing.Headings(("Type", "TYPE"), ("TotalCount", "TOTAL"), ("Active", "ACTIVE"), ("Size", "SIZE"), ("Reclaimable", "RECLAIMABLE"));
    private readonly Option<ListingFormat> _format = ListingFormat.Option("Type, TotalCount, Active, Size, Reclaimable");

    public DiskUseCommand(Session session, string name = "df")
        : base(session, name, "Show what takes room: images, the build cache, file trees, and what could be freed.", "slipway df", "slipway df --format '{{.Type}}: {{.Reclaimable}}'") => Add(_format);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var use = StorageSurvey.Read(Session.Home, Session.Store, [.. ImagesInUse.List(Session.Home).Select(static user => user.Manifest)]);
        var format = words.GetValue(_format)!;
        if (format == ListingFormat.Json)
            JsonOutput.Write(Session.Output, [.. use.Select(static row => new DiskUseRow(row.Kind.ToString(), row.Total, row.Active, row.Bytes, row.Reclaimable))], CliJson.Default.IReadOnlyListDiskUseRow);
        else
            new Listing(Headings, "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}").Write(Session.Output, format, [.. use.Select(ToFields)]);
        return ExitCode.Done;
    }

    private static TemplateRecord ToFields(StorageUse use) => Listing.Row(
        ("Type", StorageWords.Of(use.Kind)),
        ("TotalCount", use.Total.ToString(CultureInfo.InvariantCulture)),
        ("Active", use.Active.ToString(CultureInfo.InvariantCulture)),
        ("Size", Units.Size(use.Bytes)),
        ("Reclaimable", use.Bytes == 0 ? Units.Size(0) : $"{Units.Size(use.Reclaimable)} ({use.Reclaimable * 100 / use.Bytes}%)"));
}
