// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Progress;

namespace Slipway.Cli.Commands.Building;

/// <summary><c>slipway build</c>: a Dockerfile as Docker builds it.</summary>
internal sealed class BuildCommand : SlipwayCommand
{
    private readonly Argument<string[]> _words = new("PATH") { Description = "The folder of the build context. [default: .]", Arity = ArgumentArity.ZeroOrMore };
    private readonly DockerBuildWords _docker = new();
    private readonly Option<string> _progress = BuildViews.Option();
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show no progress; answer with the image's digest." };
    private readonly Option<bool> _noHostAuthorities = new("--no-host-ca") { Description = "RUN steps do not get the certificate authorities that this host trusts beside its distribution's." };
    private readonly Option<int> _jobs = new("--jobs", "-j") { Description = "How many steps run at once. [default: as many as cores]", HelpName = "N" };

    public BuildCommand(Session session)
        : base(session, "build", "Build an image from a Dockerfile.",
            "slipway build -t app:1.0 .", "slipway build -t app:1.0 -f api/Dockerfile --build-arg VERSION=1.0 --target release .", "slipway build --output out .")
    {
        Add(_words);
        foreach (var option in _docker.Options)
            Add(option);
        Add(_progress);
        Add(_quiet);
        Add(_noHostAuthorities);
        Add(_jobs);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var paths = words.GetValue(_words) ?? [];
        if (paths.Length > 1)
            throw CommandException.Usage($"Docker's build takes one PATH, got {paths.Length}: {string.Join(' ', paths)}.");
        var target = _docker.Read(words, paths is [var path] ? path : ".", Session);
        var request = new BuildRequest { Targets = [target], Options = ReadOptions(words) };

        var result = await BuildRun.RunAsync(Session, request, words.GetValue(_quiet) ? "quiet" : words.GetValue(_progress), cancellationToken);
        foreach (var built in result.Targets.Where(static built => built.Succeeded))
            WriteAnswer(built, words.GetValue(_quiet));
        return BuildReport.ExitCodeOf(result);
    }

    private BuildOptions ReadOptions(ParseResult words) => new()
    {
        MaxParallelSteps = words.GetValue(_jobs) is >= 0 and var jobs ? jobs : throw CommandException.Usage($"--jobs {words.GetValue(_jobs)} is negative; 0 is as many as there are cores."),
        ShareHostAuthorities = !words.GetValue(_noHostAuthorities),
        OpenStandardOutput = Session.OutputIsTerminal ? null : Session.OpenOutput,
    };

    private void WriteAnswer(TargetResult built, bool isQuiet)
    {
        if (isQuiet)
        {
            Session.Output.WriteLine(built.Image!.Digest);
            return;
        }
        var cached = built.Platforms.Sum(static platform => platform.StepsCached);
        Session.Error.WriteLine($"built {built.Image!.Digest}: {Units.Size(built.Platforms.Sum(static platform => platform.CompressedSize))} compressed, "
            + $"{built.Platforms.Sum(static platform => platform.StepsRun)} steps run, {cached} from the cache, in {Units.Duration(built.Duration)}");
        foreach (var name in built.Target.Tags)
            Session.Error.WriteLine($"named {name.Familiar}");
    }
}
