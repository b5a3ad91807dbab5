// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway save</c>: images as one tar that Docker and every OCI tool read.</summary>
internal sealed class SaveCommand : SlipwayCommand
{
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Names, or beginnings of digests.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _file = new("--output", "-o") { Description = "The file to write. [default: standard output]", HelpName = "FILE" };
    private readonly Option<Platform?> _platform = PlatformOption.Single("The image of this platform, where a name is an index. [default: this machine's]");

    public SaveCommand(Session session)
        : base(session, "save", "Write images to a tar archive.", "slipway save app:1.0 -o app.tar", "slipway save app:1.0 | docker load")
    {
        Add(_images);
        Add(_file);
        Add(_platform);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        if (words.GetValue(_file) is null && Session.OutputIsTerminal)
            throw CommandException.Usage("an archive is not for a terminal.", "name a file with -o, or pipe it on");
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var images = words.GetRequiredValue(_images).Select(word => (Name: ImageLookup.Find(Session.Store, word).Name, ImageLookup.Read(Session.Store, word, words.GetValue(_platform)).Image))
            .GroupBy(static found => found.Image.Digest)
            .Select(static same => new ArchivedImage(same.First().Image.Manifest.Descriptor, [.. same.Select(static found => found.Name).OfType<ImageReference>().Where(static name => name.Tag is not null)]))
            .ToList();
        if (words.GetValue(_file) is not { } file)
        {
            await using var output = Session.OpenOutput();
            await ImageArchiveWriter.WriteAsync(Session.Store, images, output, cancellationToken);
            return ExitCode.Done;
        }
        await WriteFileAsync(Path.GetFullPath(file, Session.WorkingFolder), images, cancellationToken);
        return ExitCode.Done;
    }

    // Under its name only when whole.
    private async Task WriteFileAsync(string path, IReadOnlyList<ArchivedImage> images, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                await ImageArchiveWriter.WriteAsync(Session.Store, images, output, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
