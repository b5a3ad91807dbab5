// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Containers;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Commands.Images;
using Slipway.Cli.Commands.Indexes;
using Slipway.Cli.Commands.Modules;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Commands.Serving;
using Slipway.Cli.Commands.Whole;

namespace Slipway.Cli;

/// <summary>Every command, in the order in which help shows them.</summary>
internal static class CommandCatalog
{
    /// <summary>The commands of a session.</summary>
    public static IEnumerable<Command> Create(Session session) =>
    [
        new UpCommand(session),
        new DownCommand(session),
        new BuildCommand(session),
        new InitCommand(session),
        new PlanCommand(session),
        new LockCommand(session),
        new VerifyCommand(session),
        new ReportCommand(session),
        new PublishCommand(session),
        new ImagesCommand(session),
        new InspectCommand(session),
        new HistoryCommand(session),
        new TagCommand(session),
        new RemoveImageCommand(session),
        new PruneCommand(session),
        new DiskUseCommand(session),
        new RunCommand(session),
        new PullCommand(session),
        new PushCommand(session),
        new CopyCommand(session),
        new LoginCommand(session),
        new LogoutCommand(session),
        new SaveCommand(session),
        new LoadCommand(session),
        new ImportCommand(session),
        new ExportCommand(session),
        new BaseCommand(session),
        new SetupCommand(session),
        new CommandGroup("index", "Indexes: images of several platforms under one name.", new IndexInspectCommand(session), new IndexCreateCommand(session)),
        new ReferrersCommand(session),
        new FsckCommand(session),
        new ServeCommand(session),
        new AgentCommand(session),
        new CommandGroup("registry", "A registry of your own.", new RegistryServeCommand(session), new RegistryCollectCommand(session), new RegistryVerifyCommand(session), new RegistryRetentionCommand(session),
            new RegistryImportCommand(session), new RegistryExportCommand(session), new RegistryAuditCommand(session),
            new CommandGroup("key", "Keys for programs that use a registry.", new RegistryKeyCreateCommand(session), new RegistryKeyListCommand(session), new RegistryKeyRevokeCommand(session))),
        new CommandGroup("module", "Modules of a server.", new ModuleInstallCommand(session), new ModuleListCommand(session), new ModuleStatusCommand(session), new ModuleLogsCommand(session), new ModuleUninstallCommand(session)),
        new CommandGroup("token", "Tokens for the module API.", new TokenCreateCommand(session)),
        new CommandGroup("license", "Licenses of modules.", new LicenseKeygenCommand(session), new LicenseIssueCommand(session)),
    ];
}
