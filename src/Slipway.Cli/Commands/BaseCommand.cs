// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway base</c>: a base image without a registry.</summary>
internal sealed class BaseCommand : SlipwayCommand
{
    private readonly Argument<string> _name = new("BASE") { Description = "debian:SUITE-slim, debian:SUITE or busybox." };
    private readonly Option<string[]> _include = new("--include") { Description = "Further Debian packages, several by commas.", HelpName = "PKG,…" };
    private readonly Option<string?> _tag = new("--tag", "-t") { Description = "The name it gets. [default: BASE, where nothing is included]", HelpName = "NAME[:TAG]" };
    private readonly Option<Platform?> _platform = PlatformOption.Single("What it runs on. [default: this machine]");
    private readonly Option<bool> _pull = new("--pull") { Description = "Make it anew even where nothing was published since it was made." };

    public BaseCommand(Session session)
        : base(session, "base", "Make a base image from Debian's packages, or busybox; no registry is needed.",
            "slipway base debian:bookworm-slim", "slipway base debian:bookworm-slim --include nodejs,ca-certificates -t team/node:18", "slipway base busybox")
    {
        Add(_name);
        Add(_include);
        Add(_tag);
        Add(_platform);
        Add(_pull);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var include = (words.GetValue(_include) ?? []).SelectMany(static word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        var request = new BaseImageRequest
        {
            From = BaseName.Parse(words.GetRequiredValue(_name)),
            Include = include,
            Platform = words.GetValue(_platform) ?? Platform.Host,
            Name = words.GetValue(_tag) is { } tag ? ReferenceArgument.ParseName(tag) : null,
            Freshness = words.GetValue(_pull) ? BaseFreshness.Always : BaseFreshness.IfChanged,
        };
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var made = await new BaseImages(Session.Home).MakeAsync(request, Session.Store, new LineProgress(Session.Error), cancellationToken);
        if (made.Name is null)
            await Session.Store.KeepAsync(made.Image, cancellationToken);
        Session.Error.WriteLine($"{(made.IsReused ? "unchanged" : "made")}: {Units.Size(made.Size)} of files, {Units.Size(made.CompressedSize)} compressed");
        Session.Output.WriteLine(made.Name is { } given ? $"{given.Familiar}: {made.Image.Digest}" : made.Image.Digest.ToString());
        return ExitCode.Done;
    }
}
