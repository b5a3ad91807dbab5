// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway inspect</c>: all that an image's manifest and configuration say, in the shape of <c>docker inspect</c>.</summary>
internal sealed class InspectCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names, or beginnings of digests.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");
    private readonly Option<string?> _format = new("--format", "-f")
    {
        Description = "'json', or a Go template for each image, over the fields that the JSON shows. [default: json, indented]",
        HelpName = "FORMAT",
    };
    private readonly Option<bool> _raw = new("--raw") { Description = "The bytes of the manifest or index as they are; with --platform, of that image's manifest." };

    private readonly Option<bool> _remote = new("--remote") { Description = "Ask the registries that the names say, whatever the store has; no layer is fetched, and sizes are of what travels." };
    private readonly RemoteWords _registries = new();

    public InspectCommand(Session session)
        : base(session, "inspect", "Show what an image is, as JSON in the shape of docker inspect.",
            "slipway inspect app:1.0", "slipway inspect --format '{{json .Config.Labels}}' app:1.0", "slipway inspect --raw app:1.0 | jq .layers",
            "slipway inspect --remote --format '{{.Config.User}}' ghcr.io/yourusername/openhqm:1.0.0-redis")
    {
        Add(_images);
        Add(_platform);
        Add(_format);
        Add(_raw);
        Add(_remote);
        foreach (var option in _registries.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var template = words.GetValue(_format) is null or "json" ? null : TemplateProblem.Guard(() => Template.Parse(words.GetValue(_format)!));
        using var remote = words.GetValue(_remote) ? new RemoteInspection(Session, _registries.OpenHttp(words, Session)) : null;
        if (words.GetValue(_raw))
            return await WriteRawAsync(words, remote, cancellationToken);
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var (found, missing) = (new List<TemplateRecord>(), new List<CommandException>());
        foreach (var word in words.GetRequiredValue(_images))
        {
            try
            {
                found.Add((await (remote?.ReadAsync(word, words.GetValue(_platform), cancellationToken) ?? ReadAsync(word, words.GetValue(_platform), cancellationToken))).ToRecord());
            }
            catch (CommandException problem) when (problem.ExitCode == ExitCode.No)
            {
                missing.Add(problem);
            }
        }
        // What is there is shown even if something isn't, as Docker does.
        if (template is not null)
            foreach (var text in found.Select(record => TemplateProblem.Guard(() => template.ExecuteOnDocument(record))).ToList())
                Session.Output.WriteLine(text);
        else
            Session.Output.WriteLine(words.GetValue(_format) is null ? TemplateJson.WriteIndented(new TemplateList(found)) : TemplateJson.Write(new TemplateList(found)));
        foreach (var problem in missing.SkipLast(1))
            ErrorReport.Write(problem, Session);
        return missing.Count == 0 ? ExitCode.Done : throw missing[^1];
    }

    private async Task<int> WriteRawAsync(ParseResult words, RemoteInspection? remote, CancellationToken cancellationToken)
    {
        if (words.GetRequiredValue(_images) is not [var word] || words.GetValue(_format) is not null)
            throw CommandException.Usage("--raw shows one image, and takes no --format.");
        var raw = remote is not null ? await remote.ReadRawAsync(word, words.GetValue(_platform), cancellationToken)
            : words.GetValue(_platform) is { } platform ? ImageLookup.Read(Session.Store, word, platform).Image.Manifest.Raw
            : Session.Store.ReadManifest(ImageLookup.FindAny(Session.Store, word)).Raw;
        using var output = Session.OpenOutput();
        output.Write(raw.Span);
        return ExitCode.Done;
    }

    private async Task<ImageDocument> ReadAsync(string word, Platform? platform, CancellationToken cancellationToken)
    {
        var (descriptor, image) = ImageLookup.Read(Session.Store, word, platform);
        var names = Session.Store.ListReferences().Where(entry => entry.Name is not null && entry.Descriptor.Digest == descriptor.Digest).Select(static entry => entry.Name!).ToList();
        return new()
        {
            Descriptor = descriptor,
            Image = image,
            Names = names,
            TaggedAt = names.Max(Session.Store.GetTaggedAt),
            Size = await new LayerSizes(Session.Home, Session.Store).GetAsync(image, cancellationToken),
            RawConfig = Session.Store.ReadBlob(image.Manifest.Image!.Config),
            Platforms = Session.Store.ReadManifest(descriptor).Index is { } index ? [.. ImageLookup.Platforms(index)] : [],
        };
    }
}
