// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry gc</c>: takes from a registry's storage what nothing needs any more.</summary>
internal sealed class RegistryCollectCommand : SlipwayCommand
{
    /// <summary>Why a link goes.</summary>
    public const string UnneededLink = "no manifest of the repository needs the blob";

    /// <summary>Why a file goes.</summary>
    public const string NamelessFile = "no record names it";

    private readonly RegistryStorageWords _storage = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would go, and take nothing." };
    private readonly Option<bool> _untagged = new("--untagged") { Description = "Take manifests too that no tag and no index leads to." };
    private readonly Option<OutputFormat> _format = OutputFormats.Option();
    private readonly Option<int> _grace = new("--grace") { Description = "Hours that something must have been unused.", HelpName = "HOURS", DefaultValueFactory = static _ => (int)CollectionOptions.Default.Grace.TotalHours };

    public RegistryCollectCommand(Session session)
        : base(session, "gc", "Take from a registry's storage what nothing needs any more; pushes and pulls may go on.", "slipway registry gc --dry-run")
    {
        foreach (var option in _storage.Options)
            Add(option);
        Add(_dryRun);
        Add(_untagged);
        Add(_grace);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var hours = words.GetValue(_grace);
        if (hours < 0)
            throw CommandException.Usage($"--grace {hours} is negative; 0 spares nothing that is unused.");
        var mode = words.GetValue(_dryRun) ? CollectionMode.DryRun : CollectionMode.Collect;
        var collection = new CollectionOptions { Grace = TimeSpan.FromHours(hours), Untagged = words.GetValue(_untagged) ? UntaggedManifests.Remove : UntaggedManifests.Keep };
        using var registry = _storage.Open(words, Session, options => (mode == CollectionMode.DryRun ? options : RegistryStorageWords.RequireWritable(options, "gc")) with { Collection = collection });
        var report = await registry.Collector.CollectAsync(mode, cancellationToken);
        if (words.GetValue(_format) == OutputFormat.Json)
            JsonOutput.Write(Session.Output, json => RegistryReportJson.Write(json, report, mode));
        else
            WriteText(report, mode);
        return ExitCode.Done;
    }

    private void WriteText(CollectionReport report, CollectionMode mode)
    {
        foreach (var manifest in report.Manifests)
            Session.Output.WriteLine($"manifest {manifest.Repository}@{manifest.Digest}: {manifest.Reason}");
        foreach (var link in report.Links)
            Session.Output.WriteLine($"link {link.Repository} {link.Digest}: {UnneededLink}");
        foreach (var blob in report.Blobs)
            Session.Output.WriteLine($"blob {blob.Digest} {Units.Size(blob.Size)}: {blob.Reason}");
        foreach (var upload in report.Uploads)
            Session.Output.WriteLine($"upload {upload.Id} to {upload.Repository}: {upload.Reason}");
        foreach (var orphan in report.Orphans)
            Session.Output.WriteLine($"file {orphan}: {NamelessFile}");
        Session.Error.WriteLine($"{(mode == CollectionMode.DryRun ? "would take" : "took")} {report.Blobs.Count} blobs, {report.Manifests.Count} manifests, {report.Uploads.Count} uploads and {report.Orphans.Count} orphans: {Units.Size(report.Bytes)}");
    }
}
