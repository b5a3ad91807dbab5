// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Progress;
using Slipway.Distribution;

namespace Slipway.Cli.Commands.Registries;

/// <summary><c>slipway copy</c>: images between registries, layouts and archives, without the store.</summary>
internal sealed class CopyCommand : SlipwayCommand
{
    private const string Places = "NAME[:TAG][@DIGEST] in a registry (docker://NAME too), oci:DIR[:NAME], oci-archive:FILE[:NAME] or docker-archive:FILE[:NAME]";
    private readonly Argument<string> _source = new("SOURCE") { Description = $"Where the image is: {Places}." };
    private readonly Argument<string[]> _destinations = new("DESTINATION") { Description = "Where it goes, in the same words; several may be given.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _platforms = PlatformOption.Several("Of an index, this platform's image alone; of several platforms, an index of theirs. [default: everything, as it is]");
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing of how it goes." };
    private readonly RemoteWords _remote = new();

    public CopyCommand(Session session)
        : base(session, "copy", "Copy an image between registries, OCI layouts and archives, byte for byte, without the store.",
            "slipway copy ghcr.io/yourusername/openhqm:1.0.0-redis localhost:5000/openhqm:1.0.0-redis",
            "slipway copy --platform linux/arm64 debian:12 oci:layout:debian",
            "slipway copy oci-archive:app.tar localhost:5000/team/app:1.0 registry.example/team/app:1.0")
    {
        Add(_source);
        Add(_destinations);
        Add(_platforms);
        Add(_quiet);
        foreach (var option in _remote.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var source = ImagePlace.Parse(words.GetRequiredValue(_source), Session.WorkingFolder);
        var destinations = words.GetRequiredValue(_destinations).Select(word => ImagePlace.Parse(word, Session.WorkingFolder)).ToList();
        var request = new CopyRequest(source, destinations) { Platforms = PlatformOption.Read(words.GetValue(_platforms)) };
        using var http = _remote.OpenHttp(words, Session);
        using var view = words.GetValue(_quiet) ? null : new TransferView(Session, $"copying {source}");
        var copied = await new ImageCopier(Remotes.Transfer(Session, http)).CopyAsync(request, view, cancellationToken);
        foreach (var destination in destinations)
            Session.Output.WriteLine($"{destination}: {copied.Digest}");
        return ExitCode.Done;
    }
}
