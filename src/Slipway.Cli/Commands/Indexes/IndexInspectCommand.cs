// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;

namespace Slipway.Cli.Commands.Indexes;

/// <summary><c>slipway index inspect</c>: the platforms of an image with their digests and sizes, what <c>docker buildx imagetools inspect</c> shows.</summary>
internal sealed class IndexInspectCommand : SlipwayCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name, or the beginning of a digest: of the store, else of the registry that the name says." };
    private readonly Option<bool> _remote = new("--remote") { Description = "Ask the registry, whatever the store has." };
    private readonly Option<bool> _raw = new("--raw") { Description = "The bytes of the index or manifest as they are." };
    private readonly Option<string?> _format = new("--format", "-f")
    {
        Description = "'json', or a Go template over .Name .MediaType .Digest .Size .CompressedSize .Annotations .Platforms (.Platform .Kind .MediaType .Digest .Size .CompressedSize .Layers .Of .Annotations) and buildx's .Manifest.",
        HelpName = "FORMAT",
    };
    private readonly RemoteWords _registries = new();

    public IndexInspectCommand(Session session)
        : base(session, "inspect", "Show the platforms of an image: digests, sizes, layers, attestations.",
            "slipway index inspect app:1.0", "slipway index inspect --remote ghcr.io/yourusername/openhqm:1.0.0-redis", "slipway index inspect --format '{{range .Platforms}}{{.Platform}} {{.Digest}}{{\"\\n\"}}{{end}}' app:1.0", "slipway index inspect --raw app:1.0 | jq .")
    {
        foreach (var option in new Option[] { _remote, _raw, _format }.Concat(_registries.Options))
            Add(option);
        Add(_image);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_raw) && words.GetValue(_format) is not null)
            throw CommandException.Usage("--raw shows the bytes as they are, and takes no --format.");
        var template = words.GetValue(_format) is null or "json" ? null : TemplateProblem.Guard(() => Template.Parse(words.GetValue(_format)!));
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var view = await FindAsync(words, cancellationToken);
        if (words.GetValue(_raw))
        {
            using var output = Session.OpenOutput();
            output.Write(view.Manifest.Raw.Span);
        }
        else if (template is not null)
        {
            Session.Output.WriteLine(TemplateProblem.Guard(() => template.Execute(view.ToRecord())));
        }
        else if (words.GetValue(_format) is not null)
        {
            Session.Output.WriteLine(TemplateJson.WriteIndented(view.ToRecord()));
        }
        else
        {
            view.WriteTo(Session.Output);
        }
        return ExitCode.Done;
    }

    private async Task<IndexView> FindAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var (word, reader) = (words.GetRequiredValue(_image), new IndexReader(Session));
        if (!words.GetValue(_remote) && await reader.FindAsync(word, cancellationToken) is { } found)
            return found;
        var reference = ReferenceArgument.Parse(word);
        using var http = _registries.OpenHttp(words, Session);
        return await reader.FetchAsync(reference, Remotes.Transfer(Session, http), cancellationToken)
            ?? throw CommandException.No($"no image '{reference.Familiar}' {(words.GetValue(_remote) ? "" : "in the store, nor ")}in its registry");
    }
}
