// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway history</c>: the steps that made an image, newest first, with the layer of each.</summary>
internal sealed class HistoryCommand : SlipwayCommand
{
    private const int ShownStep = 60;
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest." };
    private readonly Option<bool> _noTruncation = new("--no-trunc") { Description = "Whole steps and digests." };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");
    private readonly Option<OutputFormat> _format = OutputFormats.Option();

    public HistoryCommand(Session session) : base(session, "history", "Show the steps that made an image, newest first.", "slipway history app:1.0")
    {
        Add(_image);
        Add(_noTruncation);
        Add(_platform);
        Add(_format);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var (_, image) = ImageLookup.Read(Session.Store, words.GetRequiredValue(_image), words.GetValue(_platform));
        IReadOnlyList<HistoryRow> rows = [.. Rows(image).Reverse()];
        if (words.GetValue(_format) == OutputFormat.Json)
            JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListHistoryRow);
        else
            WriteTable(rows, words.GetValue(_noTruncation));
        return Task.FromResult(ExitCode.Done);
    }

    private static IEnumerable<HistoryRow> Rows(StoredImage image)
    {
        var layer = 0;
        foreach (var entry in image.Config.History ?? [])
        {
            var made = entry.EmptyLayer == true || layer >= image.Layers.Count ? null : image.Layers[layer++];
            yield return new()
            {
                Created = entry.Created,
                CreatedBy = entry.CreatedBy ?? "",
                Layer = made?.Digest,
                CompressedSize = made?.Size ?? 0,
                Comment = entry.Comment,
            };
        }
        // An image may say less of its history than it has layers.
        foreach (var rest in image.Layers.Skip(layer))
            yield return new() { Created = null, CreatedBy = "", Layer = rest.Digest, CompressedSize = rest.Size, Comment = null };
    }

    private void WriteTable(IEnumerable<HistoryRow> rows, bool whole)
    {
        var table = new TextTable("LAYER", "CREATED", "CREATED BY", "COMPRESSED", "COMMENT");
        foreach (var row in rows)
        {
            var step = row.CreatedBy.ReplaceLineEndings(" ").Replace('\t', ' ');
            table.Add((whole ? row.Layer?.ToString() : row.Layer?.ShortHex) ?? "-", Units.Ago(row.Created, Session.Time.GetUtcNow()),
                whole || step.Length <= ShownStep ? step : step[..(ShownStep - 1)] + "…", Units.Size(row.CompressedSize), row.Comment ?? "");
        }
        table.WriteTo(Session.Output);
    }
}
