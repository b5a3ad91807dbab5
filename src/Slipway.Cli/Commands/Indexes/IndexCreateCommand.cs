// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Progress;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Indexes;

/// <summary><c>slipway index create</c>: joins images that were built on several machines, what <c>docker buildx imagetools create</c> does.</summary>
internal sealed class IndexCreateCommand : SlipwayCommand
{
    private readonly Argument<string[]> _sources = new("REF") { Description = "Images or indexes: names in registries, oci:DIR[:NAME], oci-archive:FILE[:NAME].", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _tags = new("--tag", "-t") { Description = "A name that the index gets, or a place as of slipway copy; several may be given.", HelpName = "REF" };
    private readonly Option<bool> _append = new("--append") { Description = "Add to the index that the first name has, in place of its images for the same platforms." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the index and change nothing." };
    private readonly Option<string[]> _annotations = new("--annotation") { Description = "An annotation of the index. Example: --annotation org.opencontainers.image.title=App", HelpName = "KEY=VALUE" };
    private readonly RemoteWords _remote = new();

    public IndexCreateCommand(Session session)
        : base(session, "create", "Join images or indexes, built on several machines perhaps, into one index.",
            "slipway index create -t localhost:5000/app:1.0 localhost:5000/app:1.0-amd64 localhost:5000/app:1.0-arm64",
            "slipway index create --append -t localhost:5000/app:1.0 localhost:5000/app:1.0-riscv64",
            "slipway index create --dry-run localhost:5000/app:1.0-amd64 oci:build/arm64")
    {
        Add(_sources);
        foreach (var option in new Option[] { _tags, _append, _dryRun, _annotations }.Concat(_remote.Options))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var tags = (words.GetValue(_tags) ?? []).Select(Parse).ToList();
        var (isDry, appends) = (words.GetValue(_dryRun), words.GetValue(_append));
        if (tags.Count == 0 && (appends || !isDry))
            throw CommandException.Usage(appends ? "--append wants the name of the index that is added to." : "the index has no name to get.", "give one with -t, or look at the index with --dry-run");
        var sources = words.GetRequiredValue(_sources).Select(Parse);
        var request = new IndexRequest([.. appends ? sources.Prepend(tags[0]) : sources], isDry ? [] : tags)
        {
            Annotations = ReadAnnotations(words.GetValue(_annotations) ?? []),
            SamePlatform = appends ? SamePlatform.Replaced : SamePlatform.Refused,
        };
        using var http = _remote.OpenHttp(words, Session);
        var creator = new IndexCreator(Remotes.Transfer(Session, http));
        if (isDry)
        {
            var index = await creator.CreateAsync(request, null, cancellationToken);
            using var output = Session.OpenOutput();
            output.Write(index.Raw.Span);
            return ExitCode.Done;
        }
        using (var view = new TransferView(Session, $"joining {request.Sources.Count} images"))
        {
            var index = await creator.CreateAsync(request, view, cancellationToken);
            foreach (var tag in tags)
                Session.Output.WriteLine($"{tag}: {index.Digest}");
        }
        return ExitCode.Done;
    }

    private ImagePlace Parse(string word) => ImagePlace.Parse(word, Session.WorkingFolder);

    private static Dictionary<string, string> ReadAnnotations(IReadOnlyList<string> words)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            // As of build: the index is the only place there is here.
            var annotation = word.StartsWith("index:", StringComparison.Ordinal) ? word[6..] : word;
            var equals = annotation.IndexOf('=', StringComparison.Ordinal);
            annotations[equals > 0 ? annotation[..equals] : throw CommandException.Usage($"--annotation '{word}' is not KEY=VALUE.")] = annotation[(equals + 1)..];
        }
        return annotations;
    }
}
