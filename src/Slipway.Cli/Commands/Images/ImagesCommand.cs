// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway images</c>: what is in the local store.</summary>
internal sealed class ImagesCommand : SlipwayCommand
{
    private readonly Argument<string?> _name = new("NAME") { Description = "Only images whose name matches, with the tag or without; * and ? match within a part.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Also the images of an index's platforms, each for itself." };
    private readonly Option<bool> _tree = new("--tree") { Description = "Each image with the platforms that it has, their ids and sizes." };
    private readonly Option<bool> _digests = new("--digests") { Description = "Show the digests of manifests." };
    private readonly Option<string[]> _filters = new("--filter", "-f")
    {
        Description = "Only images that pass: reference=PATTERN, label=KEY[=VALUE], before=IMAGE, since=IMAGE, until=TIME, dangling=true|false, platform=OS/ARCH.",
        HelpName = "KEY=VALUE",
    };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Ids alone, each once." };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Whole ids." };
    private readonly Option<ListingFormat> _format = ListingFormat.Option("ID, Repository, Tag, Digest, CreatedSince, CreatedAt, Size, Platform, CompressedSize");

    public ImagesCommand(Session session)
        : base(session, "images", "List the images of the local store.",
            "slipway images", "slipway images 'ghcr.io/yourusername/*' --filter label=tier=web", "slipway images --format 'table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}'", "slipway images --tree", "slipway images --format json")
    {
        Add(_name);
        Add(_all);
        Add(_tree);
        Add(_digests);
        Add(_filters);
        Add(_quiet);
        Add(_noTruncation);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var now = Session.Time.GetUtcNow();
        if (words.GetValue(_tree) && (words.GetValue(_all) || words.GetValue(_quiet) || words.GetValue(_digests) || words.GetResult(_format) is { Implicit: false }))
            throw CommandException.Usage("--tree is a table of its own.", "leave out --all, --quiet, --digests and --format");
        var filters = ImageFilters.ForListing(Session.Store, words.GetValue(_filters) ?? [], now);
        if (words.GetValue(_name) is { } name)
            filters.AddName(name);
        var images = new ImageListing(Session.Store, Session.Error).Read().SelectMany(image => words.GetValue(_all) ? ImageListing.PlatformsOf(image).Prepend(image) : [image]).Where(filters.Match).ToList();
        if (words.GetValue(_tree))
        {
            await WriteTreeAsync(images, words.GetValue(_noTruncation), cancellationToken);
            return ExitCode.Done;
        }
        if (words.GetValue(_quiet))
        {
            foreach (var id in images.Select(static image => image.Id).Distinct())
                Session.Output.WriteLine(words.GetValue(_noTruncation) ? id.ToString() : id.ShortHex);
            return ExitCode.Done;
        }
        var format = words.GetValue(_format)!;
        var rows = await DescribeAsync(images, NeedsSizes(format), cancellationToken);
        if (format == ListingFormat.Json)
        {
            JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListImageRow);
            return ExitCode.Done;
        }
        var digest = words.GetValue(_digests) ? "{{.Digest}}\t" : "";
        new Listing(ImageRow.Headings, $"{{{{.Repository}}}}\t{{{{.Tag}}}}\t{digest}{{{{.ID}}}}\t{{{{.CreatedSince}}}}\t{{{{.Size}}}}\t{{{{.Platform}}}}")
            .Write(Session.Output, format, [.. rows.Select(row => row.ToFields(words.GetValue(_noTruncation), now))]);
        return ExitCode.Done;
    }

    private async Task WriteTreeAsync(IReadOnlyList<ListedImage> images, bool isWhole, CancellationToken cancellationToken)
    {
        var table = new TextTable("IMAGE", "ID", "SIZE", "COMPRESSED");
        var sizes = new LayerSizes(Session.Home, Session.Store);
        async Task AddAsync(string name, ListedImage image) => table.Add(
            name, isWhole ? image.Id.ToString() : image.Id.ShortHex, await SizeAsync(image, sizes, cancellationToken) is { } size ? Units.Size(size) : "N/A", Units.Size(image.CompressedSize));

        foreach (var image in images)
        {
            await AddAsync(image.Name?.Familiar ?? "<none>", image);
            // A single image is a tree of one.
            var platforms = MediaTypes.IsIndex(image.Descriptor.MediaType) ? ImageListing.PlatformsOf(image).ToList() : [image with { Name = null }];
            foreach (var (number, platform) in platforms.Index())
                await AddAsync($"{(number == platforms.Count - 1 ? "└─" : "├─")} {string.Join(',', platform.Platforms)}", platform);
        }
        table.WriteTo(Session.Output);
    }

    // A size may take reading a layer; a template that asks for none doesn't pay for it.
    private static bool NeedsSizes(ListingFormat format) =>
        format.Template is not { } template || template.Text.Contains("Size", StringComparison.Ordinal) || template.Text.Contains("json", StringComparison.Ordinal);

    private async Task<IReadOnlyList<ImageRow>> DescribeAsync(IReadOnlyList<ListedImage> images, bool withSizes, CancellationToken cancellationToken)
    {
        var sizes = new LayerSizes(Session.Home, Session.Store);
        var rows = new List<ImageRow>();
        foreach (var image in images)
        {
            rows.Add(new()
            {
                Repository = image.Name?.FamiliarName,
                Tag = image.Name?.Tag?.ToString(),
                Id = image.Id,
                Digest = image.Descriptor.Digest,
                Platforms = [.. image.Platforms],
                Created = image.Created,
                Size = withSizes ? await SizeAsync(image, sizes, cancellationToken) : null,
                CompressedSize = image.CompressedSize,
            });
        }
        return rows;
    }

    private async Task<long?> SizeAsync(ListedImage image, LayerSizes sizes, CancellationToken cancellationToken)
    {
        try
        {
            return await image.GetSizeAsync(sizes, cancellationToken);
        }
        catch (Exception problem) when (problem is CorruptBlobException or LayerException or TarFormatException)
        {
            Session.Error.WriteLine($"slipway: {image.Name?.Familiar ?? image.Descriptor.Digest.ToString()}: {problem.Message}");
            return null;
        }
    }
}
