// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway export</c>: the files of a container or an image as one tar.</summary>
internal sealed class ExportCommand : SlipwayCommand
{
    private readonly Argument<string> _image = new("CONTAINER|IMAGE") { Description = "A container's name or the beginning of its id, else an image's name or the beginning of a digest." };
    private readonly Option<string?> _file = ArchiveFile.Option();
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where the name is an index. [default: this machine's]");

    public ExportCommand(Session session)
        : base(session, "export", "Write the files of a container, or of an image with all layers in one, to a tar archive.", "slipway export web -o web.tar", "slipway export app:1.0 -o rootfs.tar", "slipway export app:1.0 | tar -tv")
    {
        Add(_image);
        Add(_file);
        Add(_platform);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        ArchiveFile.Require(Session, words.GetValue(_file));
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        // A container before an image, as docker inspect looks for them; a platform is an image's.
        if (words.GetValue(_platform) is null && new ContainerCatalog(Session.Home).Find(words.GetRequiredValue(_image)) is { } container)
        {
            using var files = await ContainerFiles.OpenAsync(Session.Home, Session.Time, container, cancellationToken);
            await ArchiveFile.WriteAsync(Session, words.GetValue(_file), output => files.ExportAsync(output, cancellationToken), cancellationToken);
            return ExitCode.Done;
        }
        var (_, image) = ImageLookup.Read(Session.Store, words.GetRequiredValue(_image), words.GetValue(_platform));
        await ArchiveFile.WriteAsync(Session, words.GetValue(_file), output => RootFsExport.WriteAsync(Session.Store, image, output, cancellationToken), cancellationToken);
        return ExitCode.Done;
    }
}
