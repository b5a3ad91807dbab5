// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Commands.Building;
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway base</c>: a base image without a registry.</summary>
internal sealed class BaseCommand : SlipwayCommand
{
    private readonly Argument<string> _name = new("BASE") { Description = "debian:SUITE-slim, debian:SUITE or busybox." };
    private readonly Option<string[]> _include = new("--include") { Description = "Further Debian packages, several by commas.", HelpName = "PKG,…" };
    private readonly Option<string?> _tag = new("--tag", "-t") { Description = "The name it gets. [default: BASE, where nothing is included]", HelpName = "NAME[:TAG]" };
    private readonly Option<string[]> _platforms = PlatformOption.Several("What it runs on, several by commas into one index; another machine's packages are configured under an emulator (slipway setup --emulation). [default: this machine]");
    private readonly Option<bool> _pull = new("--pull") { Description = "Make it anew even where nothing was published since it was made." };
    private readonly Option<string?> _progress = new("--progress") { Description = "How progress is shown: auto, tty, plain, quiet or rawjson. [default: auto]", HelpName = "KIND" };

    public BaseCommand(Session session)
        : base(session, "base", "Make a base image from Debian's packages, or busybox; no registry is needed.",
            "slipway base debian:bookworm-slim", "slipway base debian:bookworm-slim --include nodejs,ca-certificates -t team/node:18", "slipway base debian:trixie-slim --platform linux/amd64,linux/arm64",
            "slipway base busybox")
    {
        foreach (var option in new Option[] { _include, _tag, _platforms, _pull, _progress })
            Add(option);
        Add(_name);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var include = (words.GetValue(_include) ?? []).SelectMany(static word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        var platforms = PlatformOption.Read(words.GetValue(_platforms));
        var request = new BaseImageRequest
        {
            From = BaseName.Parse(words.GetRequiredValue(_name)),
            Include = include,
            Platform = platforms.Count > 0 ? platforms[0] : Platform.Host,
            Name = words.GetValue(_tag) is { } tag ? ReferenceArgument.ParseName(tag) : null,
        };
        return request.From.Kind == BaseKind.Busybox
            ? await MakeBusyboxAsync(request, platforms, cancellationToken)
            : await MakeDebianAsync(words, request, platforms, cancellationToken);
    }

    private async Task<int> MakeBusyboxAsync(BaseImageRequest request, IReadOnlyList<Platform> platforms, CancellationToken cancellationToken)
    {
        if (platforms.Count > 1)
            throw CommandException.Usage("the base 'busybox' is this machine's program, and is for one platform.", "name one platform");
        using var lease = await Session.Store.LeaseAsync(cancellationToken);
        var made = await BusyboxBase.MakeAsync(request, Session.Store, new LineProgress(Session.Error), cancellationToken);
        Session.Error.WriteLine($"made: {Units.Size(made.Size)} of files, {Units.Size(made.CompressedSize)} compressed");
        Answer(made.Name, made.Image.Digest);
        return ExitCode.Done;
    }

    private async Task<int> MakeDebianAsync(ParseResult words, BaseImageRequest request, IReadOnlyList<Platform> platforms, CancellationToken cancellationToken)
    {
        var target = DebianBase.TargetOf(request, platforms) with { NoCache = words.GetValue(_pull) };
        var result = await BuildRun.RunAsync(Session, new BuildRequest { Targets = [target] }, new() { Progress = words.GetValue(_progress) }, cancellationToken);
        if (result.Targets[0].Image is not { } image)
            return result.Failures.All(static failure => failure is { Kind: BuildFailureKind.Outside, Step: null }) && AnswerWithEarlier(request, target) ? ExitCode.Done : BuildReport.ExitCodeOf(result);
        var sizes = new LayerSizes(Session.Home, Session.Store);
        var size = 0L;
        foreach (var platform in result.Targets[0].Platforms)
            size += await sizes.GetAsync(Session.Store.ReadImage(image, platform.Platform)!, cancellationToken) ?? 0;
        Session.Error.WriteLine($"{(result.StepsRun == 0 ? "unchanged" : "made")}: {Units.Size(size)} of files, {Units.Size(result.Targets[0].Platforms.Sum(static platform => platform.CompressedSize))} compressed");
        Answer(request.EffectiveName, image.Digest);
        return ExitCode.Done;
    }

    // Where no mirror answers, what was made of the same packages before will do.
    private bool AnswerWithEarlier(BaseImageRequest request, BuildTarget target)
    {
        if (target.NoCache || request.EffectiveName is not { } name || Session.Store.Resolve(name) is not { } made)
            return false;
        var line = $"PACKAGES configure debian/{request.From.Suite}{string.Concat(request.Include.Select(static package => " " + package))}";
        if (!target.Platforms.All(platform => Session.Store.ReadImage(made, platform)?.Config.History is [.., { CreatedBy: var by }] && by == line))
            return false;
        Session.Error.WriteLine("mirrors can't be asked for anything newer; using what was made before");
        Answer(name, made.Digest);
        return true;
    }

    private void Answer(ImageReference? name, Digest digest) => Session.Output.WriteLine(name is { } given ? $"{given.Familiar}: {digest}" : digest.ToString());
}
