// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway load</c>: the images of an archive of <c>docker save</c>, or of an OCI layout.</summary>
internal sealed class LoadCommand : SlipwayCommand
{
    private readonly Option<string?> _file = new("--input", "-i") { Description = "The archive. [default: standard input]", HelpName = "FILE" };

    public LoadCommand(Session session)
        : base(session, "load", "Read images from a tar archive.", "slipway load -i app.tar", "docker save app:1.0 | slipway load") => Add(_file);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        await using var input = words.GetValue(_file) is { } file ? File.OpenRead(Path.GetFullPath(file, Session.WorkingFolder)) : Session.OpenInput();
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
            Session.Output.WriteLine($"Loaded image ID: {image.Descriptor.Digest}");
        }
        return ExitCode.Done;
    }
}
