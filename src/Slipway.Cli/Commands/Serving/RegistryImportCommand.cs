// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Cli.Commands.Serving;

/// <summary><c>slipway registry import</c>: copies images from the storage of Docker's registry, or from an OCI layout, into a registry.</summary>
internal sealed class RegistryImportCommand : SlipwayCommand
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The root of the storage of Docker's registry (docker/registry/v2 is in it), or an OCI layout." };
    private readonly Option<string?> _repository = new("--repository") { Description = "Where a layout's images go, by their tags. [default: where their names say]", HelpName = "NAME" };
    private readonly RegistryStorageWords _storage = new();

    public RegistryImportCommand(Session session)
        : base(session, "import", "Copy images from the storage of Docker's registry, or from an OCI layout, into a registry; it may be serving.",
            "slipway registry import /var/lib/registry", "slipway registry import --settings registry.yaml /var/lib/registry", "slipway registry import --repository team/app ./layout")
    {
        Add(_folder);
        Add(_repository);
        foreach (var option in _storage.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var repository = words.GetValue(_repository) is not { } text ? (RepositoryName?)null
            : RepositoryName.TryParse(text, out var name) ? name : throw CommandException.Usage($"--repository '{text}' is not a repository name.");
        var folder = Path.GetFullPath(words.GetValue(_folder)!, Session.WorkingFolder);
        if (!Directory.Exists(folder))
            throw CommandException.No($"there is no folder '{folder}'");
        using var storage = _storage.Open(words, Session, static options => RegistryStorageWords.RequireWritable(options, "import"));
        var report = await ImportAsync(storage, folder, repository, cancellationToken);
        foreach (var tag in report.Tags)
            Session.Output.WriteLine(tag);
        foreach (var problem in report.Problems)
            Session.Error.WriteLine($"error: {problem.What}: {problem.Problem}");
        Session.Error.WriteLine($"imported {Count(report.Tags.Count, "tag")}, {Count(report.Manifests, "manifest")} and {Count(report.Blobs, "blob")}{(report.Problems.Count == 0 ? "" : $"; {report.Problems.Count} could not be")}");
        return report.Problems.Count == 0 ? ExitCode.Done : ExitCode.No;
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private async Task<ImportReport> ImportAsync(RegistryStorage storage, string folder, RepositoryName? repository, CancellationToken cancellationToken)
    {
        try
        {
            return await RegistryImport.ImportAsync(storage, folder, repository, Session.Time, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw CommandException.No(e.Message);
        }
    }
}
