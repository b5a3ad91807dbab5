// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Build;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Commands.Serving;
using Slipway.Cli.Commands.Whole.Services;
using Slipway.Cli.Progress;
using Slipway.Fleet;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole;

/// <summary><c>slipway up</c>: the whole way, from Dockerfiles to running modules; of Compose files, their services as containers.</summary>
internal sealed class UpCommand : SlipwayCommand
{
    private readonly FleetWords _fleet = new();
    private readonly ServiceWords _services = new();
    private readonly EngineWords _engine = new();
    private readonly Option<string> _progress = BuildViews.Option();
    private readonly Option<IPEndPoint> _registry = ListenWords.Option("--registry", "Where the registry listens, if a server has to be started.", 5000);
    private readonly Option<IPEndPoint> _api = ListenWords.Option("--api", "Where the module API listens, if a server has to be started.", 8080);

    public UpCommand(Session session)
        : base(session, "up", "Build a fleet, prove its claims, publish it to the local registry, and install its modules; of a Compose file, run its services as containers until slipway down.",
            "slipway up ./examples/openhqm", "slipway up", "slipway up --fleet compose.yaml -d", "slipway up --fleet compose.yaml web", "slipway up --engine buildx")
    {
        _fleet.AddTo(this);
        Add(_progress);
        foreach (var option in _engine.Options)
            Add(option);
        Add(_registry);
        Add(_api);
        foreach (var option in _services.Options)
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var isBuildx = _engine.AskForBuildx(words);
        if (ComposeFiles.Find(_fleet, words, Session) is { } compose)
        {
            if (isBuildx)
                throw CommandException.Usage("--engine buildx goes with a fleet, and these are Compose's services.", "slipway build --engine buildx builds their images; slipway up then runs them");
            if (new Option[] { _registry, _api }.FirstOrDefault(option => words.GetResult(option) is { Implicit: false }) is { } other)
                throw CommandException.Usage($"{other.Name} is about the server of modules, and services of a Compose file have none.", "leave it out");
            var wishes = _services.Read(words) with { Variables = _fleet.VariablesOf(words), Settings = _fleet.SettingsOf(words) };
            return await new ServicesUp(Session, compose, wishes).RunAsync(FleetWords.Split(_fleet.WordsOf(words)).Selectors, new() { Progress = words.GetValue(_progress) }, cancellationToken);
        }
        _services.Refuse(words);
        var begun = Session.Time.GetUtcNow();
        var fleet = await _fleet.ReadAsync(words, Session, cancellationToken);
        var report = new UpReport(Session, fleet);

        report.Begin("building");
        var show = new BuildShow { Progress = words.GetValue(_progress) };
        var built = isBuildx ? await BuildxRun.RunAsync(Session, fleet, _engine, words, show, BuildxOptions.Default, cancellationToken)
            : await FleetWork.BuildAsync(Session, fleet, BuildOptions.Default, show, cancellationToken);
        if (!built.Succeeded)
            return BuildReport.ExitCodeOf(built);
        report.Built(built);

        report.Begin("proving");
        var verification = await FleetWork.VerifyAsync(Session, fleet, cancellationToken);
        FleetVerificationText.Write(Session.Error, verification, new() { Color = Session.ErrorTerminal == TerminalKind.Colour });
        if (!verification.Holds)
            throw CommandException.No("not everything that the fleet claims is proven; nothing was published or installed.", "mend the image or the claim named above, then run it again");

        report.Begin("publishing");
        string[] policy = FleetWork.PolicyOf(fleet) is { } file ? [$"--policy={file}"] : [];
        var (server, isNew) = await ServerLauncher.EnsureAsync(Session, [$"--registry={words.GetValue(_registry)}", $"--api={words.GetValue(_api)}", .. policy], cancellationToken);
        if (isNew)
            (UpRecord.Read(Session.Home) with { StartedServer = server.Process }).Write(Session.Home);
        verification = await FleetWork.JudgeAsync(Session, fleet, verification, null, [server.Registry.Authority], cancellationToken);
        if (verification.Targets.SelectMany(static target => target.Policy).FirstOrDefault(static verdict => !verdict.IsAdmitted) is { Reason: { } reason })
            throw CommandException.No($"{reason}; nothing was published or installed.");
        var published = await LocalPublishing.PublishAsync(Session, server, verification, cancellationToken);

        report.Begin("installing");
        var installed = await InstallAsync(fleet, server, published, cancellationToken);
        report.End(verification, published, installed, server, Session.Time.GetUtcNow() - begun);
        return ExitCode.Done;
    }

    private async Task<IReadOnlyList<ModuleInstalled>> InstallAsync(SelectedFleet fleet, ServerRecord server, PublishResult published, CancellationToken cancellationToken)
    {
        var installed = new List<ModuleInstalled>();
        using var client = new ModulesClient(server.Api, Modules.ServerWords.OwnToken(Session), server.CertificateFile);
        var file = fleet.Graph.Fleet.File;
        foreach (var module in FleetModules.InOrder(file))
        {
            if (fleet.Graph.Fleet.TargetOf(module) is not { } target)
                throw CommandException.Usage($"the module '{module.Name.Value}' runs an image that is not of the fleet, which up does not install.", "install it by hand: slipway module install");
            // A part of the fleet may have been asked for.
            if (published.Published.FirstOrDefault(image => image.Target.Name == target.Name) is not { } image)
                continue;
            var reference = image.References[0].WithDigest(image.Image.Digest);
            var version = module.Version?.Value ?? target.Version ?? throw CommandException.Usage($"the module '{module.Name.Value}' has no version.", "write one into the fleet file: version: 1.0.0");
            var license = module.LicenseKey?.Value ?? OwnLicenses.Issue(Session.Home, new(module.Name.Value, reference, version), Session.Time);
            var answer = await client.ReplaceAsync(FleetModules.Request(module, reference, version, license), cancellationToken);
            Session.Error.WriteLine($"  {answer.Message}");
            installed.Add(answer);
            UpRecord.Read(Session.Home).With(Path.GetFullPath(file.Source.Path, Session.WorkingFolder), [.. installed.Select(static done => done.ModuleName)]).Write(Session.Home);
        }
        return installed;
    }
}
