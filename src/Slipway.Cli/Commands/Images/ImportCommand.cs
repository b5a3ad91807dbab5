// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Distribution;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway import</c>: an image of one layer from the tar of a root file system.</summary>
internal sealed class ImportCommand : SlipwayCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The tar, plain or under gzip, zstd or xz; '-' is standard input, and https://… is fetched." };
    private readonly Argument<string?> _name = new("NAME") { Description = "The name it gets.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _changes = new("--change", "-c")
    {
        Description = "An instruction of a Dockerfile for the configuration: CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR.",
        HelpName = "INSTRUCTION",
    };
    private readonly Option<Platform?> _platform = PlatformOption.Single("What it runs on. [default: this machine]");
    private readonly Option<string?> _message = new("--message", "-m") { Description = "A remark for the image's history. [default: where it came from]", HelpName = "TEXT" };

    public ImportCommand(Session session)
        : base(session, "import", "Make an image from the tar of a root file system.",
            "slipway import rootfs.tar team/base:1", "mmdebstrap bookworm | slipway import -c 'CMD [\"bash\"]' -c 'ENV LANG=C.UTF-8' - team/debian:12")
    {
        Add(_file);
        Add(_name);
        Add(_changes);
        Add(_platform);
        Add(_message);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var file = words.GetRequiredValue(_file);
        var name = words.GetValue(_name) is { } text ? ReferenceArgument.ParseName(text) : null;
        var platform = words.GetValue(_platform) ?? Platform.Host;
        var options = new RootFsImportOptions { Platform = platform, Created = Session.Time.GetUtcNow(), Comment = words.GetValue(_message) ?? $"Imported from {file}" };
        options = options with { Config = ApplyChanges(options.Config, words.GetValue(_changes) ?? [], platform) };
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        using var http = Remotes.OpenHttp(Session);
        await using var input = await OpenAsync(file, http, cancellationToken);
        var image = await RootFsImport.ImportAsync(Session.Store, input, options, cancellationToken);
        if (name is null)
            await Session.Store.KeepAsync(image, cancellationToken);
        else
            await Session.Store.SetReferenceAsync(name, image, cancellationToken);
        Session.Output.WriteLine(ImageLookup.IdOf(Session.Store, image));
        return ExitCode.Done;
    }

    private static ContainerConfig ApplyChanges(ContainerConfig config, IReadOnlyList<string> changes, Platform platform)
    {
        var problems = new List<Diagnostic>();
        var changed = ConfigChanges.Apply(config, changes, platform, problems);
        return problems.Find(static problem => problem.Severity == Severity.Error) is { } first
            ? throw CommandException.Usage($"--change '{first.Source.Text}': {first.Message}", first.Help)
            : changed;
    }

    private async Task<Stream> OpenAsync(string file, GuardedHttp http, CancellationToken cancellationToken)
    {
        if (file == "-")
            return Session.OpenInput();
        if (!file.Contains("://", StringComparison.Ordinal))
            return Path.GetFullPath(file, Session.WorkingFolder) is var path && File.Exists(path) ? File.OpenRead(path) : throw CommandException.No($"there is no file '{path}'.");
        if (!Uri.TryCreate(file, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw CommandException.Usage($"'{file}' is not an address that can be fetched.", "write https://HOST/PATH, a file, or '-'");
        return await http.OpenBodyAsync(await http.GetAsync(address, cancellationToken), cancellationToken);
    }
}
