// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Progress;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Building;

/// <summary><c>slipway build</c>: the fleet of a folder, or a part of it; with <c>-t</c> or <c>-f</c>, or where there is no fleet file, a Dockerfile as Docker builds it.</summary>
internal sealed class BuildCommand : SlipwayCommand
{
    private readonly Argument<string[]> _words = new("[PATH] TARGET") { Description = "The folder, then targets of its fleet; or the address of a git repository, an archive or a Dockerfile, or '-' for standard input. [default: . and all targets]", Arity = ArgumentArity.ZeroOrMore };
    private readonly DockerBuildWords _docker = new();
    private readonly FleetWords _fleet = new();
    private readonly Option<bool> _keepGoing = new("--keep-going") { Description = "A failed step leaves what doesn't need it going." };
    private readonly Option<string> _progress = BuildViews.Option();
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show no progress; answer with the image's digest." };
    private readonly Option<bool> _noHostAuthorities = new("--no-host-ca") { Description = "RUN steps do not get the certificate authorities that this host trusts beside its distribution's." };
    private readonly Option<int> _jobs = new("--jobs", "-j") { Description = "How many steps run at once. [default: as many as cores]", HelpName = "N" };

    public BuildCommand(Session session)
        : base(session, "build", "Build a fleet, a part of it, or an image from a Dockerfile.",
            "slipway build", "slipway build ./examples/openhqm 'openhqm(backend=redis)' --keep-going", "slipway build -t app:1.0 .", "slipway build -t app:1.0 -f api/Dockerfile --build-arg VERSION=1.0 --target release .", "slipway build --output out .", "slipway build -t app:1.0 'https://example.org/app.git#main:api'", "slipway build -t app:1.0 --ssh default .")
    {
        Add(_words);
        foreach (var option in _docker.Options)
            Add(option);
        _fleet.AddOptionsTo(this);
        Add(_keepGoing);
        Add(_progress);
        Add(_quiet);
        Add(_noHostAuthorities);
        Add(_jobs);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var paths = words.GetValue(_words) ?? [];
        return IsFleet(words, paths) ? await BuildFleetAsync(words, paths, cancellationToken) : await BuildDockerfileAsync(words, paths, cancellationToken);
    }

    // Docker's words ask for Docker's build; so does a folder without a fleet.
    private bool IsFleet(ParseResult words, string[] paths)
    {
        if (_docker.AskForDockerfile(words, paths))
            return _fleet.NameAFile(words) ? throw CommandException.Usage("--fleet builds a fleet, and -t or -f one Dockerfile.", "give one of them") : false;
        var folder = paths.Length > 0 && FleetWords.IsFolder(paths[0]) ? paths[0] : ".";
        return _fleet.NameAFile(words) || File.Exists(Path.Combine(Session.WorkingFolder, folder, FleetFile.FileName));
    }

    private async Task<int> BuildDockerfileAsync(ParseResult words, string[] paths, CancellationToken cancellationToken)
    {
        if (paths.Length > 1)
            throw CommandException.Usage($"Docker's build takes one PATH, got {paths.Length}: {string.Join(' ', paths)}.", $"there is no {FleetFile.FileName} to look for targets in");
        var where = paths is [var path] ? path : ".";
        using var context = await _docker.OpenContextAsync(words, where, Session, cancellationToken);
        var target = _docker.Read(words, context, where, Session);
        var request = new BuildRequest { Targets = [target], Options = ReadOptions(words) };
        var result = await BuildRun.RunAsync(Session, request, words.GetValue(_quiet) ? "quiet" : words.GetValue(_progress), cancellationToken);
        return Answer(result, words);
    }

    private async Task<int> BuildFleetAsync(ParseResult words, string[] paths, CancellationToken cancellationToken)
    {
        if (_docker.Options.FirstOrDefault(option => words.GetResult(option) is { Implicit: false }) is { } docker)
            throw CommandException.Usage($"{docker.Name} is for a single Dockerfile; a fleet says it in its file.", $"write it into {FleetFile.FileName}, or use --set");
        var fleet = await _fleet.ReadAsync(words, paths, Session, cancellationToken);
        var result = await FleetWork.BuildAsync(Session, fleet, ReadOptions(words), words.GetValue(_quiet) ? "quiet" : words.GetValue(_progress), cancellationToken);
        return Answer(result, words);
    }

    private int Answer(BuildResult result, ParseResult words)
    {
        foreach (var built in result.Targets.Where(static built => built.Succeeded))
            WriteAnswer(built, words.GetValue(_quiet));
        if (result.Targets.Count > 1 && !words.GetValue(_quiet))
            Session.Error.WriteLine($"{result.Targets.Count(static built => built.Succeeded)} of {result.Targets.Count} images built: {result.StepsRequested} steps asked for, {result.StepsRun} run, {result.StepsCached} from the cache, in {Units.Duration(result.Duration)}");
        return BuildReport.ExitCodeOf(result);
    }

    private BuildOptions ReadOptions(ParseResult words) => new()
    {
        MaxParallelSteps = words.GetValue(_jobs) is >= 0 and var jobs ? jobs : throw CommandException.Usage($"--jobs {words.GetValue(_jobs)} is negative; 0 is as many as there are cores."),
        KeepGoing = words.GetValue(_keepGoing),
        ShareHostAuthorities = !words.GetValue(_noHostAuthorities),
        OpenStandardOutput = Session.OutputIsTerminal ? null : Session.OpenOutput,
    };

    private void WriteAnswer(TargetResult built, bool isQuiet)
    {
        // Where files alone were asked for there is no image.
        if (isQuiet)
        {
            if (built.Image is { } image)
                Session.Output.WriteLine(image.Digest);
            return;
        }
        var cached = built.Platforms.Sum(static platform => platform.StepsCached);
        Session.Error.WriteLine($"built {built.Target.Name}{(built.Image is { } named ? $" {named.Digest}" : "")}: {Units.Size(built.Platforms.Sum(static platform => platform.CompressedSize))} compressed, "
            + $"{built.Platforms.Sum(static platform => platform.StepsRun)} steps run, {cached} from the cache, in {Units.Duration(built.Duration)}");
        foreach (var name in built.Target.Tags)
            Session.Error.WriteLine($"named {name.Familiar}");
    }
}
