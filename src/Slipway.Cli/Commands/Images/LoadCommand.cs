// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway load</c>: the images of an archive of <c>docker save</c>, or of an OCI layout.</summary>
internal sealed class LoadCommand : SlipwayCommand
{
    private readonly Option<string?> _file = new("--input", "-i") { Description = "The archive, plain or under gzip, zstd or xz. [default: standard input]", HelpName = "FILE" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing of how it goes." };

    public LoadCommand(Session session)
        : base(session, "load", "Read images from a tar archive.", "slipway load -i app.tar", "docker save app:1.0 | slipway load")
    {
        Add(_file);
        Add(_quiet);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var file = words.GetValue(_file);
        if (file is null && Session.CanAsk)
            throw CommandException.Usage("there is no archive on standard input, which is a terminal.", "name a file with -i, or pipe an archive in");
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        await using var input = file is null ? Session.OpenInput() : Open(file);
        if (!words.GetValue(_quiet))
            new LineProgress(Session.Error).Report($"reading {file ?? "standard input"}");
        foreach (var image in await ImageArchiveReader.ReadAsync(Session.Store, input, cancellationToken))
        {
            foreach (var name in image.Names)
            {
                await Session.Store.SetReferenceAsync(name, image.Descriptor, cancellationToken);
                Session.Output.WriteLine($"Loaded image: {name.WithDefaultTag().Familiar}");
            }
            if (image.Names.Count > 0)
                continue;
            await Session.Store.KeepAsync(image.Descriptor, cancellationToken);
            Session.Output.WriteLine($"Loaded image ID: {ImageLookup.IdOf(Session.Store, image.Descriptor)}");
        }
        return ExitCode.Done;
    }

    private FileStream Open(string file)
    {
        var path = Path.GetFullPath(file, Session.WorkingFolder);
        return File.Exists(path) ? File.OpenRead(path) : throw CommandException.No($"there is no archive '{path}'.");
    }
}
