// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Commands.Building;
using Slipway.Cli.Commands.Containers;
using Slipway.Cli.Commands.Fleets;
using Slipway.Cli.Commands.Registries;
using Slipway.Cli.Commands.Serving;

namespace Slipway.Cli;

/// <summary>Every command, in the order in which help shows them.</summary>
internal static class CommandCatalog
{
    /// <summary>The commands of a session.</summary>
    public static IEnumerable<Command> Create(Session session) =>
    [
        new BuildCommand(session),
        new PlanCommand(session),
        new VerifyCommand(session),
        new ReportCommand(session),
        new PublishCommand(session),
        new ImagesCommand(session),
        new InspectCommand(session),
        new HistoryCommand(session),
        new TagCommand(session),
        new RemoveImageCommand(session),
        new RunCommand(session),
        new PullCommand(session),
        new PushCommand(session),
        new LoginCommand(session),
        new LogoutCommand(session),
        new SaveCommand(session),
        new LoadCommand(session),
        new ImportCommand(session),
        new BaseCommand(session),
        new CommandGroup("registry", "A registry of your own.", new RegistryServeCommand(session), new RegistryCollectCommand(session)),
    ];
}
