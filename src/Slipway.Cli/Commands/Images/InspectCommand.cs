// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Containers;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway inspect</c>: all that is known of containers, images and volumes, in the shape of <c>docker inspect</c>; a name is looked for in that order.</summary>
internal sealed class InspectCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("NAME") { Description = "Names of containers, images or volumes, beginnings of containers' ids or of digests.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");
    private readonly Option<string?> _format = new("--format", "-f")
    {
        Description = "'json', or a Go template for each image, over the fields that the JSON shows. [default: json, indented]",
        HelpName = "FORMAT",
    };
    private readonly Option<bool> _raw = new("--raw") { Description = "The bytes of the manifest or index as they are; with --platform, of that image's manifest." };

    private readonly Option<bool> _remote = new("--remote") { Description = "Ask the registries that the names say, whatever the store has; no layer is fetched, and sizes are of what travels." };
    private readonly Option<string?> _type = new("--type") { Description = "container, image or volume. [default: whichever is found first]", HelpName = "TYPE" };
    private readonly Option<bool> _size = new("--size", "-s") { Description = "Of containers the bytes that they wrote, too." };
    private readonly RemoteWords _registries = new();

    public InspectCommand(Session session)
        : base(session, "inspect", "Show what a container, an image or a volume is, as JSON in the shape of docker inspect.",
            "slipway inspect web", "slipway inspect --format '{{.State.Status}} {{.State.Pid}}' web", "slipway inspect app:1.0", "slipway inspect --format '{{json .Config.Labels}}' app:1.0", "slipway inspect --raw app:1.0 | jq .layers",
            "slipway inspect --remote --format '{{.Config.User}}' ghcr.io/yourusername/openhqm:1.0.0-redis")
    {
        Add(_images);
        Add(_platform);
        Add(_format);
        Add(_raw);
        Add(_remote);
        Add(_type);
        Add(_size);
        foreach (var option in _registries.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_type) is { } type and not ("container" or "image" or "volume"))
            throw CommandException.Usage($"--type '{type}' is none.", "write container, image or volume");
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
                found.Add(remote is not null ? (await remote.ReadAsync(word, words.GetValue(_platform), cancellationToken)).ToRecord() : await FindAsync(words, word, cancellationToken));
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

    // Containers before images before volumes, as Docker looks for them; a platform is an image's.
    private async Task<TemplateRecord> FindAsync(ParseResult words, string word, CancellationToken cancellationToken)
    {
        var (type, platform) = (words.GetValue(_type) ?? (words.GetValue(_platform) is null ? null : "image"), words.GetValue(_platform));
        var other = new InspectedObject(Session);
        if (type is null or "container" && await other.FindContainerAsync(word, words.GetValue(_size), cancellationToken) is { } container)
            return container;
        if (type == "container")
            throw CommandException.No($"there is no container '{word}'.", "slipway ps -a lists them");
        try
        {
            if (type != "volume")
                return (await ReadAsync(word, platform, cancellationToken)).ToRecord();
        }
        catch (CommandException) when (type is null && other.FindVolume(word) is not null)
        {
            // It is a volume's name.
        }
        return other.FindVolume(word) ?? throw CommandException.No($"there is no volume '{word}'.", "slipway volume ls lists them");
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
