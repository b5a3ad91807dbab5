// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway save</c>: images as one tar that Docker and every OCI tool read.</summary>
internal sealed class SaveCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names, or beginnings of digests.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _file = ArchiveFile.Option();
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where a name is an index. [default: this machine's]");
    private readonly Option<bool> _all = new("--all-platforms") { Description = "Indexes as they are, with the images of all platforms that are in the store." };
    private readonly Option<ImageArchiveFormat> _format = new("--format")
    {
        Description = "oci: an OCI layout; docker: Docker's older form with plain layers; both: a layout that every docker load reads too. [default: both]",
        HelpName = "both|oci|docker",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            // podman's words are understood as well.
            var format = text switch { "both" => ImageArchiveFormat.Both, "oci" or "oci-archive" => ImageArchiveFormat.Oci, "docker" or "docker-archive" => ImageArchiveFormat.Docker, _ => (ImageArchiveFormat?)null };
            if (format is null)
                result.AddError($"'{text}' is not a format; expected both, oci or docker.");
            return format ?? default;
        },
    };

    public SaveCommand(Session session)
        : base(session, "save", "Write images to a tar archive.", "slipway save app:1.0 worker:1.0 -o fleet.tar", "slipway save app:1.0 | docker load", "slipway save --format oci --all-platforms app:1.0 -o app.tar")
    {
        Add(_images);
        Add(_file);
        Add(_platform);
        Add(_all);
        Add(_format);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        ArchiveFile.Require(Session, words.GetValue(_file));
        if (words.GetValue(_all) && (words.GetValue(_platform) is not null || words.GetValue(_format) == ImageArchiveFormat.Docker))
            throw CommandException.Usage("--all-platforms excludes --platform and --format docker, which knows no indexes.");
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var images = words.GetRequiredValue(_images)
            .Select(word => (Name: NameOf(word), Descriptor: words.GetValue(_all) ? ImageLookup.FindAny(Session.Store, word) : ImageLookup.Read(Session.Store, word, words.GetValue(_platform)).Image.Manifest.Descriptor))
            .GroupBy(static found => found.Descriptor.Digest)
            .Select(static same => new ArchivedImage(same.First().Descriptor, [.. same.Select(static found => found.Name).OfType<ImageReference>().Distinct()]))
            .ToList();
        await ArchiveFile.WriteAsync(Session, words.GetValue(_file), output => ImageArchiveWriter.WriteAsync(Session.Store, images, words.GetValue(_format), output, cancellationToken), cancellationToken);
        return ExitCode.Done;
    }

    // What was asked for by a digest has no name in the archive, as in Docker's.
    private ImageReference? NameOf(string word) =>
        ImageReference.TryParse(word, out var reference, out _) && reference.Digest is null && Session.Store.Resolve(reference) is not null ? reference.WithDefaultTag() : null;
}
