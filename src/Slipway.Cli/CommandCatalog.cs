// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Buildx;
using Slipway.Cli.Commands.Containers;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Commands.Generating;
using Slipway.Cli.Commands.Images;
using Slipway.Cli.Commands.Indexes;
using Slipway.Cli.Commands.Modules;
using Slipway.Cli.Commands.Policies;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Commands.Serving;
using Slipway.Cli.Commands.Volumes;
using Slipway.Cli.Commands.Whole;

namespace Slipway.Cli;

/// <summary>Every command, in the order in which help shows them.</summary>
internal static class CommandCatalog
{
    // By name, so that a command line makes the one command that it means: each declares some twenty words.
    private static readonly OrderedDictionary<string, Func<Session, Command>> Commands = new(StringComparer.Ordinal)
    {
        ["up"] = static session => new UpCommand(session),
        ["down"] = static session => new DownCommand(session),
        ["build"] = static session => new BuildCommand(session),
        ["init"] = static session => new InitCommand(session),
        ["plan"] = static session => new PlanCommand(session),
        ["lock"] = static session => new LockCommand(session),
        ["verify"] = static session => new VerifyCommand(session),
        ["report"] = static session => new ReportCommand(session),
        ["publish"] = static session => new PublishCommand(session),
        ["generate"] = static session => new CommandGroup("generate", "Files for other tools, made of a fleet: pipelines of CI, Compose, Kubernetes.",
            new CommandGroup("ci", "The pipeline of a kind of CI for a fleet.", GenerateCiCommand.GitHub(session), GenerateCiCommand.GitLab(session), GenerateCiCommand.Jenkins(session)),
            new GenerateComposeCommand(session),
            new GenerateKubernetesCommand(session)),
        ["images"] = static session => new ImagesCommand(session),
        ["inspect"] = static session => new InspectCommand(session),
        ["history"] = static session => new HistoryCommand(session),
        ["tag"] = static session => new TagCommand(session),
        ["rmi"] = static session => new RemoveImageCommand(session),
        ["prune"] = static session => new PruneCommand(session),
        ["df"] = static session => new DiskUseCommand(session),
        ["run"] = static session => new RunCommand(session),
        ["create"] = static session => new CreateCommand(session),
        ["ps"] = static session => new PsCommand(session),
        ["logs"] = static session => new LogsCommand(session),
        ["exec"] = static session => new ExecCommand(session),
        ["attach"] = static session => new AttachCommand(session),
        ["start"] = static session => new StartCommand(session),
        ["stop"] = static session => new StopCommand(session),
        ["restart"] = static session => new RestartCommand(session),
        ["kill"] = static session => new KillCommand(session),
        ["wait"] = static session => new WaitCommand(session),
        ["pause"] = static session => new PauseCommand(session),
        ["unpause"] = static session => new UnpauseCommand(session),
        ["update"] = static session => new UpdateCommand(session),
        ["stats"] = static session => new StatsCommand(session),
        ["top"] = static session => new TopCommand(session),
        ["diff"] = static session => new DiffCommand(session),
        ["cp"] = static session => new CopyFilesCommand(session),
        ["commit"] = static session => new CommitCommand(session),
        ["rename"] = static session => new RenameCommand(session),
        ["port"] = static session => new PortCommand(session),
        ["rm"] = static session => new RemoveCommand(session),
        ["container"] = static session => new CommandGroup("container", "The commands about containers in Docker's longer spelling, and prune.",
            new RunCommand(session),
            new CreateCommand(session),
            new PsCommand(session) { Aliases = { "ls", "list" } },
            new LogsCommand(session),
            new ExecCommand(session),
            new AttachCommand(session),
            new StartCommand(session),
            new StopCommand(session),
            new RestartCommand(session),
            new KillCommand(session),
            new WaitCommand(session),
            new PauseCommand(session),
            new UnpauseCommand(session),
            new UpdateCommand(session),
            new StatsCommand(session),
            new TopCommand(session),
            new InspectCommand(session),
            new DiffCommand(session),
            new CopyFilesCommand(session),
            new CommitCommand(session),
            new ExportCommand(session),
            new RenameCommand(session),
            new PortCommand(session),
            new RemoveCommand(session),
            new ContainerPruneCommand(session)),
        ["volume"] = static session => new CommandGroup("volume", "Volumes: folders that containers keep data in, by name.",
            new VolumeCreateCommand(session),
            new VolumeListCommand(session),
            new VolumeInspectCommand(session),
            new VolumeRemoveCommand(session),
            new VolumePruneCommand(session),
            new RefusedCommand(session, "volume update")),
        ["image"] = static session => new CommandGroup("image", "The commands about images in Docker's longer spelling, and prune.",
            new ImagesCommand(session) { Aliases = { "ls", "list" } },
            new InspectCommand(session),
            new HistoryCommand(session),
            new BuildCommand(session),
            new PullCommand(session),
            new PushCommand(session),
            new TagCommand(session),
            new RemoveImageCommand(session) { Aliases = { "rm", "remove" } },
            new SaveCommand(session),
            new LoadCommand(session),
            new ImportCommand(session),
            new PruneCommand(session, PruneScope.Images)),
        ["system"] = static session => new CommandGroup("system", "What Docker has there: df.",
            new DiskUseCommand(session),
            new RefusedCommand(session, "system events"),
            new RefusedCommand(session, "system info"),
            new RefusedCommand(session, "system prune")),
        ["pull"] = static session => new PullCommand(session),
        ["push"] = static session => new PushCommand(session),
        ["copy"] = static session => new CopyCommand(session),
        ["login"] = static session => new LoginCommand(session),
        ["logout"] = static session => new LogoutCommand(session),
        ["save"] = static session => new SaveCommand(session),
        ["load"] = static session => new LoadCommand(session),
        ["import"] = static session => new ImportCommand(session),
        ["export"] = static session => new ExportCommand(session),
        ["base"] = static session => new BaseCommand(session),
        ["setup"] = static session => new SetupCommand(session),
        ["index"] = static session => new CommandGroup("index", "Indexes: images of several platforms under one name.", new IndexInspectCommand(session), new IndexCreateCommand(session)),
        ["buildx"] = static session => new CommandGroup("buildx", "The commands about building in Docker's longer spelling.",
            new BuildCommand(session) { Aliases = { "b" } },
            new BakeCommand(session),
            new CommandGroup("imagetools", "Indexes of images in registries, as 'slipway index'.", new IndexInspectCommand(session), new IndexCreateCommand(session)),
            new BuilderListCommand(session),
            new BuilderInspectCommand(session),
            new BuildxVersionCommand(session),
            new DiskUseCommand(session, "du"),
            new PruneCommand(session, PruneScope.BuildCache),
            new RefusedCommand(session, "buildx create"),
            new RefusedCommand(session, "buildx rm"),
            new RefusedCommand(session, "buildx stop"),
            new RefusedCommand(session, "buildx use")),
        ["referrers"] = static session => new ReferrersCommand(session),
        ["fsck"] = static session => new FsckCommand(session),
        ["serve"] = static session => new ServeCommand(session),
        ["agent"] = static session => new AgentCommand(session),
        ["registry"] = static session => new CommandGroup("registry", "A registry of your own.",
            new RegistryServeCommand(session),
            new RegistryCollectCommand(session),
            new RegistryVerifyCommand(session),
            new RegistryRetentionCommand(session),
            new RegistryImportCommand(session),
            new RegistryExportCommand(session),
            new RegistryAuditCommand(session),
            new CommandGroup("key", "Keys for programs that use a registry.", new RegistryKeyCreateCommand(session), new RegistryKeyListCommand(session), new RegistryKeyRevokeCommand(session))),
        ["module"] = static session => new CommandGroup("module", "Modules of a server.",
            new ModuleInstallCommand(session),
            new ModuleListCommand(session),
            new ModuleStatusCommand(session),
            new ModuleLogsCommand(session),
            new ModuleUninstallCommand(session)),
        ["token"] = static session => new CommandGroup("token", "Tokens for the module API.", new TokenCreateCommand(session)),
        ["policy"] = static session => new CommandGroup("policy", "Policies: what images must be to be let in.", new PolicyCheckCommand(session)),
        ["license"] = static session => new CommandGroup("license", "Licenses of modules.", new LicenseKeygenCommand(session), new LicenseIssueCommand(session)),
    };

    /// <summary>The commands that a command line may mean: the one it begins with, be it one that is refused, and all that there are where it begins with none.</summary>
    /// <param name="session">The session they work in.</param>
    /// <param name="first">The first word; null for none.</param>
    public static IEnumerable<Command> Create(Session session, string? first) =>
        first is null ? All(session)
        : Commands.TryGetValue(first, out var create) ? [create(session)]
        : RefusedCommands.Has(first) ? [new RefusedCommand(session, first)] : All(session);

    private static IEnumerable<Command> All(Session session) => Commands.Values.Select(create => create(session));
}
