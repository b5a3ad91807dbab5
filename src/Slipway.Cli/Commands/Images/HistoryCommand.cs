// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway history</c>: the steps that made an image, newest first, with the layer of each.</summary>
internal sealed class HistoryCommand : SlipwayCommand
{
    private const string StandardTable = "{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Whole steps and ids." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Ids alone." };
    private readonly Option<bool> _human = new("--human", "-H") { Description = "Sizes and times as people read them; =false for bytes and timestamps. [default: true]", DefaultValueFactory = static _ => true };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");
    private readonly Option<ListingFormat> _format = ListingFormat.Option("ID, CreatedSince, CreatedAt, CreatedBy, Size, Comment, Layer, CompressedSize");

    public HistoryCommand(Session session)
        : base(session, "history", "Show the steps that made an image, newest first.", "slipway history app:1.0", "slipway history --no-trunc --format '{{.Size}}\\t{{.CreatedBy}}' app:1.0")
    {
        Add(_image);
        Add(_noTruncation);
        Add(_quiet);
        Add(_human);
        Add(_platform);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var (_, image) = ImageLookup.Read(Session.Store, words.GetRequiredValue(_image), words.GetValue(_platform));
        var rows = await ReadAsync(image, cancellationToken);
        var whole = words.GetValue(_noTruncation);
        var format = words.GetValue(_format)!;
        if (words.GetValue(_quiet))
            foreach (var row in rows)
                Session.Output.WriteLine(row.ShowId(whole));
        else if (format == ListingFormat.Json)
            JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListHistoryRow);
        else
            new Listing(HistoryRow.Headings, words.GetValue(_human) ? StandardTable : StandardTable.Replace("CreatedSince", "CreatedAt", StringComparison.Ordinal)).Write(Session.Output, format, [.. rows.Select(row => row.ToFields(whole, words.GetValue(_human), Session.Time.GetUtcNow()))]);
        return ExitCode.Done;
    }

    private async Task<IReadOnlyList<HistoryRow>> ReadAsync(StoredImage image, CancellationToken cancellationToken)
    {
        var sizes = new LayerSizes(Session.Home, Session.Store);
        var layers = image.LayersWithDiffIds.ToList();
        var rows = new List<HistoryRow>();
        var next = 0;
        foreach (var entry in image.Config.History ?? [])
            rows.Add(await DescribeAsync(entry, entry.EmptyLayer == true || next >= layers.Count ? null : layers[next++]));
        // An image may say less of its history than it has layers.
        foreach (var rest in layers.Skip(next))
            rows.Add(await DescribeAsync(new(), rest));
        rows.Reverse();
        return [.. rows.Select((row, number) => number == 0 ? row with { Id = image.Manifest.Image!.Config.Digest } : row)];

        async Task<HistoryRow> DescribeAsync(HistoryEntry entry, (Descriptor Layer, DiffId DiffId)? made) => new()
        {
            Id = null,
            Created = entry.Created,
            CreatedBy = entry.CreatedBy ?? "",
            Layer = made?.Layer.Digest,
            Size = made is var (layer, diffId) ? await sizes.GetAsync(layer, diffId, cancellationToken) : 0,
            CompressedSize = made?.Layer.Size ?? 0,
            Comment = entry.Comment,
        };
    }
}
