// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry export</c>: copies a registry's tags into a new OCI layout.</summary>
internal sealed class RegistryExportCommand : SlipwayCommand
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The layout to make: a folder that is empty or not there." };
    private readonly Option<string> _repositories = new("--repositories") { Description = "Which repositories.", HelpName = "PATTERN", DefaultValueFactory = static _ => "**" };
    private readonly Option<string> _tags = new("--tags") { Description = "Which of their tags.", HelpName = "PATTERN", DefaultValueFactory = static _ => "**" };
    private readonly RegistryStorageWords _storage = new();

    public RegistryExportCommand(Session session)
        : base(session, "export", "Copy a registry's tags, with all that they lead to, into a new OCI layout; the registry may be serving.",
            "slipway registry export ./layout", "slipway registry export --repositories 'team/*' --tags '1.*' ./layout")
    {
        Add(_folder);
        Add(_repositories);
        Add(_tags);
        foreach (var option in _storage.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var (repositories, tags) = (PatternWords.Read(_repositories, words), PatternWords.Read(_tags, words));
        var folder = Path.GetFullPath(words.GetValue(_folder)!, Session.WorkingFolder);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw CommandException.No($"'{folder}' is not empty, and a new layout is to be made", "name a folder that is empty or not there");
        using var storage = _storage.Open(words, Session);
        var report = await ExportAsync(storage, folder, repositories, tags, cancellationToken);
        foreach (var name in report.Names)
            Session.Output.WriteLine(name);
        Session.Error.WriteLine($"exported {report.Names.Count} tags: {report.Blobs} blobs and manifests");
        return ExitCode.Done;
    }

    private static async Task<ExportReport> ExportAsync(RegistryStorage storage, string folder, NamePattern repositories, NamePattern tags, CancellationToken cancellationToken)
    {
        try
        {
            return await RegistryExport.ExportAsync(storage, folder, repositories, tags, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw CommandException.No(e.Message);
        }
    }
}
