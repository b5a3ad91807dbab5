// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway images</c>: what the store holds.</summary>
internal sealed class ImagesCommand : SlipwayCommand
{
    private readonly Argument<string?> _name = new("NAME") { Description = "Only the images of this repository (or this name with its tag).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Digests alone." };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Whole digests." };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public ImagesCommand(Session session)
        : base(session, "images", "List the images of the local store.", "slipway images", "slipway images ghcr.io/yourusername/openhqm --format json")
    {
        Add(_name);
        Add(_quiet);
        Add(_noTruncation);
        Add(_format);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var rows = Session.Store.ListReferences().Where(entry => Matches(entry, words.GetValue(_name))).Select(Describe).ToList();
        if (words.GetValue(_quiet))
            foreach (var digest in rows.Select(static row => row.Digest).Distinct())
                Session.Output.WriteLine(words.GetValue(_noTruncation) ? digest.ToString() : digest.ShortHex);
        else if (words.GetValue(_format) == OutputFormat.Json)
            JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListImageRow);
        else
            WriteTable(rows, words.GetValue(_noTruncation));
        return Task.FromResult(ExitCode.Done);
    }

    private static bool Matches(StoredReference entry, string? wanted)
    {
        if (wanted is null)
            return true;
        if (!ImageReference.TryParse(wanted, out var reference, out var problem))
            throw CommandException.Usage($"'{wanted}' is not an image reference: {problem}.");
        return entry.Name is { } name && name.Name == reference.Name && (reference.Tag is null || reference.Tag == name.Tag);
    }

    private ImageRow Describe(StoredReference entry)
    {
        var images = ImagesOf(entry.Descriptor).ToList();
        return new()
        {
            Repository = entry.Name is { } name ? name.WithDigest(entry.Descriptor.Digest).Familiar.Split('@')[0] : null,
            Tag = entry.Name?.Tag?.ToString(),
            Digest = entry.Descriptor.Digest,
            Platforms = [.. images.Select(static image => image.Config.Platform.ToString())],
            Created = images.Select(static image => image.Config.Created).Max(),
            CompressedSize = images.SelectMany(static image => image.Layers).DistinctBy(static layer => layer.Digest).Sum(static layer => layer.Size),
        };
    }

    private IEnumerable<StoredImage> ImagesOf(Descriptor descriptor)
    {
        var manifest = Session.Store.ReadManifest(descriptor);
        if (manifest.Index is not { } index)
            return Session.Store.ReadImage(descriptor, Platform.Host) is { } image ? [image] : [];
        return index.Manifests.Where(child => child.Platform is not null && Session.Store.Contains(child.Digest))
            .Select(child => Session.Store.ReadImage(child, child.Platform!)).OfType<StoredImage>();
    }

    private void WriteTable(IEnumerable<ImageRow> rows, bool whole)
    {
        var table = new TextTable("REPOSITORY", "TAG", "DIGEST", "PLATFORM", "CREATED", "COMPRESSED");
        foreach (var row in rows)
        {
            table.Add(row.Repository ?? "<none>", row.Tag ?? "<none>", whole ? row.Digest.ToString() : row.Digest.ShortHex,
                string.Join(",", row.Platforms), Units.Ago(row.Created, Session.Time.GetUtcNow()), Units.Size(row.CompressedSize));
        }
        table.WriteTo(Session.Output);
    }
}
