// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway referrers</c>: what a registry holds that refers to an image: signatures, SBOMs, proofs.</summary>
internal sealed class ReferrersCommand : SlipwayCommand
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "A name in a registry." };
    private readonly Option<string?> _type = new("--artifact-type") { Description = "Those of this type alone.", HelpName = "TYPE" };
    private readonly Option<Platform?> _platform = PlatformOption.Single("What refers to the image of this platform, where the name is an index. [default: what refers to the index]");
    private readonly Option<string?> _format = new("--format", "-f") { Description = "'json', or a Go template for each over .Digest .ArtifactType .MediaType .Size .Annotations.", HelpName = "FORMAT" };
    private readonly RemoteWords _remote = new();

    public ReferrersCommand(Session session)
        : base(session, "referrers", "List what refers to an image in its registry: signatures, SBOMs, proofs.",
            "slipway referrers localhost:5000/team/app:1.0", "slipway referrers --artifact-type application/spdx+json --format '{{.Digest}}' localhost:5000/team/app:1.0")
    {
        Add(_image);
        foreach (var option in new Option[] { _type, _platform, _format }.Concat(_remote.Options))
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var format = words.GetValue(_format);
        var template = format is null or "json" ? null : TemplateProblem.Guard(() => Template.Parse(format));
        var reference = ReferenceArgument.Parse(words.GetRequiredValue(_image));
        using var http = _remote.OpenHttp(words, Session);
        using var reader = Remotes.Transfer(Session, http).OpenReader(reference);
        var subject = await ResolveAsync(reader, words.GetValue(_platform), cancellationToken);
        var found = await reader.ListReferrersAsync(subject, words.GetValue(_type), cancellationToken);
        if (template is not null)
            foreach (var text in found.Select(referrer => TemplateProblem.Guard(() => template.Execute(ToRecord(referrer)))).ToList())
                Session.Output.WriteLine(text);
        else if (format is not null)
            Session.Output.WriteLine(TemplateJson.WriteIndented(new TemplateList([.. found.Select(ToRecord)])));
        else
            WriteTable(found);
        return ExitCode.Done;
    }

    private static async Task<Digest> ResolveAsync(RegistryReader reader, Platform? platform, CancellationToken cancellationToken)
    {
        var name = reader.Reference.Familiar;
        var resolved = await reader.ResolveAsync(null, cancellationToken) ?? throw CommandException.No($"no image '{name}' in its registry");
        if (platform is null)
            return resolved.Digest;
        var manifest = await reader.FetchManifestAsync(resolved.Digest.ToString(), cancellationToken);
        return manifest.Index is not { } index ? manifest.Digest
            : index.Find(platform)?.Digest ?? throw CommandException.No($"'{name}' has no image for {platform}");
    }

    private void WriteTable(IReadOnlyList<Descriptor> found)
    {
        var table = new TextTable("DIGEST", "ARTIFACT TYPE", "SIZE", "CREATED");
        foreach (var referrer in found)
            table.Add(referrer.Digest.ToString(), DisplayText.Clean(referrer.ArtifactType ?? referrer.MediaType), Units.Size(referrer.Size), DisplayText.Clean(referrer.Annotations?.GetValueOrDefault(AnnotationKeys.Created) ?? ""));
        table.WriteTo(Session.Output);
    }

    private static TemplateRecord ToRecord(Descriptor referrer) => new(
        [
            new("Digest", TemplateValue.OfText(referrer.Digest.ToString())) { JsonName = "digest" },
            new("ArtifactType", TemplateValue.OfText(referrer.ArtifactType ?? "")) { JsonName = "artifactType", OmitsEmpty = true },
            new("MediaType", TemplateValue.OfText(referrer.MediaType)) { JsonName = "mediaType" },
            new("Size", new TemplateInteger(referrer.Size)) { JsonName = "size" },
            new("Annotations", TemplateValue.OfTexts(referrer.Annotations)) { JsonName = "annotations", OmitsEmpty = true },
        ])
    {
        Noun = "a referrer",
    };
}
