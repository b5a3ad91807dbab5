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
    private readonly OutputWords _outputs = new();
    private readonly StepLimitWords _limits = new();
    private readonly RefusedBuildWords _refused = new();
    private readonly FleetWords _fleet = new();
    private readonly BakeWords _bake = new();
    private readonly CacheWords _caches = new();
    private readonly CheckWords _check = new();
    private readonly EngineWords _engine = new();
    private readonly Option<bool> _keepGoing = new("--keep-going") { Description = "A failed step leaves what doesn't need it going; the exit code is 1 all the same. Example: slipway build --keep-going" };
    private readonly Option<bool> _explain = new("--explain") { Description = "Say of each step that ran why: which file, argument, base, flag or earlier step is other than it was. Example: slipway build --explain ." };

    private readonly Option<string?> _failureShell = new("--shell-on-failure")
    {
        Description = "Open a shell in a failed RUN step, with its files, environment, mounts, user and network: the step's own, or the one named. Needs a terminal. Example: --shell-on-failure=/bin/bash",
        HelpName = "SHELL",
    };

    private readonly Option<string> _progress = BuildViews.Option();
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Show no progress; answer with the image's ID. Example: slipway run $(slipway build -q .)" };
    private readonly Option<bool> _noHostAuthorities = new("--no-host-ca") { Description = "RUN steps do not get the certificate authorities that this host trusts beside its distribution's. Example: --no-host-ca" };
    private readonly Option<int> _jobs = new("--jobs", "-j") { Description = "How many steps run at once. [default: as many as cores] Example: -j 4", HelpName = "N" };
    private readonly Option<long?> _maxMemory = new("--max-memory")
    {
        Description = "How much memory RUN steps may use together, by what each used when it last ran; those that don't fit wait. It limits no step, as --memory does. 0 is no limit. [default: 80% of what is free] Example: --max-memory 4g",
        HelpName = "BYTES|4g|0",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (text == "0" || MemoryText.TryParse(text, out _))
                return MemoryText.TryParse(text, out var bytes) ? bytes : 0;
            result.AddError($"'{text}' is not a size; expected a number and b, k, m, g or t, such as 4g, or 0 for no limit.");
            return null;
        },
    };

    public BuildCommand(Session session)
        : base(session, "build", "Build a fleet, a part of it, or an image from a Dockerfile.",
            "slipway build", "slipway build ./examples/openhqm 'openhqm(backend=redis)' --keep-going", "slipway build -t app:1.0 .",
            "slipway build -t app:1.0 -f api/Dockerfile --build-arg VERSION=1.0 --target release .", "slipway build --output out .",
            "slipway build -t app:1.0 'https://example.org/app.git#main:api'", "slipway build -t app:1.0 --ssh default .",
            "slipway build -t app:1.0 --cache-from registry:5000/app:cache --cache-to type=registry,ref=registry:5000/app:cache .", "slipway build -t app:1.0 --load --explain .", "slipway build --print", "slipway build app --set '*.platform=linux/arm64' --var VERSION=2.0", "slipway build --engine buildx --builder cluster", "slipway build -t app:1.0 --memory 2g --step-timeout 10m --shell-on-failure .")
    {
        Add(_words);
        foreach (var option in _docker.Options.Concat(_outputs.Options).Concat(_outputs.SharedOptions))
            Add(option);
        _fleet.AddOptionsTo(this);
        foreach (var option in _bake.Options)
            Add(option);
        foreach (var option in _caches.Options.Concat(_check.Options).Concat(_engine.Options))
            Add(option);
        Add(_keepGoing);
        Add(_explain);
        Add(_failureShell);
        Add(_progress);
        Add(_quiet);
        Add(_jobs);
        Add(_maxMemory);
        foreach (var option in _limits.Options)
            Add(option);
        Add(_noHostAuthorities);
        foreach (var option in _refused.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        _refused.Refuse(words);
        _check.RefuseOthers(words);
        var paths = words.GetValue(_words) ?? [];
        var isBuildx = _engine.AskForBuildx(words);
        if (_bake.AskToShow(words))
            return _bake.Show(words, paths, BakeWords.SettingsOf(DockerOptions(words), words), _fleet, Session);
        if (isBuildx && !IsFleet(words, paths))
            throw CommandException.Usage("--engine buildx builds a fleet, and this is one Dockerfile.", "docker buildx build does that, or 'slipway init' makes a fleet of it");
        return IsFleet(words, paths) ? await BuildFleetAsync(words, paths, cancellationToken) : await BuildDockerfileAsync(words, paths, cancellationToken);
    }

    // Docker's words ask for Docker's build; so does a folder without a fleet.
    private bool IsFleet(ParseResult words, string[] paths)
    {
        if (_docker.AskForDockerfile(words, paths))
            return _fleet.NameAFile(words) ? throw CommandException.Usage("--fleet builds a fleet, and -t or -f one Dockerfile.", "give one of them") : false;
        if (_fleet.NameAFile(words))
            return true;
        // Files of Bake or Compose lie beside many a Dockerfile that is built by itself too.
        return FleetWords.FindKind(paths, Session) switch { FleetKind.Own => true, FleetKind.Bake => DockerOptions(words).All(BakeWords.Knows), _ => false };
    }

    private async Task<int> BuildDockerfileAsync(ParseResult words, string[] paths, CancellationToken cancellationToken)
    {
        if (paths.Length > 1)
            throw CommandException.Usage($"Docker's build takes one PATH, got {paths.Length}: {string.Join(' ', paths)}.", $"there is no {FleetFile.FileName} to look for targets in");
        var where = paths is [var path] ? path : ".";
        _outputs.RemoveStale(words, Session);
        var (outputs, annotations) = (_outputs.ReadOutputs(words, Session), _outputs.ReadAnnotations(words));
        using var context = await _docker.OpenContextAsync(words, where, Session, cancellationToken);
        var target = _docker.Read(words, context, where, Session) with { Outputs = outputs, PlacedAnnotations = annotations };
        if (_check.AskToCheck(words))
            return await CheckWords.RunAsync(Session, new() { Targets = [target], Options = ReadOptions(words) }, cancellationToken);
        var request = new BuildRequest { Targets = [target], Options = _caches.AddTo(ReadOptions(words), words, Session) };
        return Answer(await BuildRun.RunAsync(Session, request, ReadShow(words), cancellationToken), words, ResultShape.Single);
    }

    private async Task<int> BuildFleetAsync(ParseResult words, string[] paths, CancellationToken cancellationToken)
    {
        var given = DockerOptions(words);
        if (given.FirstOrDefault(static option => !BakeWords.Knows(option)) is { } docker)
            throw CommandException.Usage($"{docker.Name} is for a single Dockerfile; a fleet says it in its file.", $"write it into {FleetFile.FileName}, or use --set");
        if (_check.AskToCheck(words))
            throw CommandException.Usage("--check looks at one Dockerfile.", "slipway plan tells what is wrong with any of a fleet's");
        var fleet = await _fleet.ReadAsync(words, paths, BakeWords.SettingsOf(given, words), Session, cancellationToken);
        _outputs.RemoveStale(words, Session);
        var options = _caches.AddTo(ReadOptions(words), words, Session);
        var result = _engine.AskForBuildx(words)
            ? await BuildxRun.RunAsync(
                Session, fleet, _engine, words, ReadShow(words), new() { SourceDateEpoch = options.SourceDateEpoch, CacheImports = options.CacheImports, CacheExports = options.CacheExports }, cancellationToken)
            : await FleetWork.BuildAsync(Session, fleet, options, ReadShow(words), cancellationToken);
        return Answer(result, words, ResultShape.ByTarget);
    }

    private IReadOnlyList<Option> DockerOptions(ParseResult words) => [.. _docker.Options.Concat(_outputs.Options).Where(option => words.GetResult(option) is { Implicit: false })];

    private int Answer(BuildResult result, ParseResult words, ResultShape shape)
    {
        if (!words.GetValue(_quiet) && !BuildViews.IsForPrograms(Session, ReadShow(words)))
            BuildSummary.Write(result, shape, Session);
        foreach (var built in result.Targets.Where(built => words.GetValue(_quiet) && built is { Succeeded: true, Image: not null }))
            Session.Output.WriteLine(ImageIdentifier.Of(built, Session.Store));
        if (result.Succeeded)
            _outputs.WriteFiles(words, Session, result, shape);
        return BuildReport.ExitCodeOf(result);
    }

    private BuildShow ReadShow(ParseResult words) => new()
    {
        Progress = words.GetValue(_quiet) ? "quiet" : words.GetValue(_progress),
        Explains = words.GetValue(_explain),
        FailureShell = words.GetValue(_failureShell) is { } shell ? (shell == OptionalValues.Absent ? "" : shell) : null,
    };

    private BuildOptions ReadOptions(ParseResult words) => new()
    {
        MaxParallelSteps = words.GetValue(_jobs) is >= 0 and var jobs ? jobs : throw CommandException.Usage($"--jobs {words.GetValue(_jobs)} is negative; 0 is as many as there are cores."),
        MaxMemoryBytes = words.GetValue(_maxMemory),
        KeepGoing = words.GetValue(_keepGoing),
        ShareHostAuthorities = !words.GetValue(_noHostAuthorities),
        SourceDateEpoch = ReadSourceDate(),
        Limits = _limits.Read(words),
        OpenStandardOutput = Session.OutputIsTerminal ? null : Session.OpenOutput,
    };

    // As buildx: the environment's SOURCE_DATE_EPOCH counts where no --build-arg says another.
    private DateTimeOffset? ReadSourceDate()
    {
        if (Session.Variable("SOURCE_DATE_EPOCH") is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, out var seconds) && seconds is >= 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw CommandException.Usage($"the environment's SOURCE_DATE_EPOCH is '{text}', which is no number of seconds since 1970.");
    }
}
