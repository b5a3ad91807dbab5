// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway import</c>: an image of one layer from the tar of a root file system.</summary>
internal sealed class ImportCommand : SlipwayCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The tar, plain or under gzip; '-' is standard input." };
    private readonly Argument<string?> _name = new("NAME") { Description = "The name it gets.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<Platform?> _platform = PlatformOption.Single("What it runs on. [default: this machine]");
    private readonly Option<string?> _message = new("--message", "-m") { Description = "A remark for the image's history.", HelpName = "TEXT" };

    public ImportCommand(Session session)
        : base(session, "import", "Make an image from the tar of a root file system.", "slipway import rootfs.tar team/base:1", "mmdebstrap bookworm | slipway import - team/debian:12")
    {
        Add(_file);
        Add(_name);
        Add(_platform);
        Add(_message);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var file = words.GetRequiredValue(_file);
        if (file.Contains("://", StringComparison.Ordinal))
            throw CommandException.Usage($"'{file}' is an address, which is not supported.", "fetch it first, or pipe it in and write '-'");
        var name = words.GetValue(_name) is { } text ? ReferenceArgument.ParseName(text) : null;
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        await using var input = file == "-" ? Session.OpenInput() : File.OpenRead(Path.GetFullPath(file, Session.WorkingFolder));
        var image = await RootFsImport.ImportAsync(
            Session.Store, input, words.GetValue(_platform) ?? Platform.Host, words.GetValue(_message), Session.Time.GetUtcNow(), cancellationToken);
        if (name is null)
            await Session.Store.KeepAsync(image, cancellationToken);
        else
            await Session.Store.SetReferenceAsync(name, image, cancellationToken);
        Session.Output.WriteLine(image.Digest);
        return ExitCode.Done;
    }
}
