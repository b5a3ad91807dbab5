// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;

namespace Slipway.Cli.Commands.Generating;

/// <summary><c>slipway generate compose</c>: a Compose file for a fleet's modules.</summary>
internal sealed class GenerateComposeCommand : GenerateCommand
{
    private readonly ServiceWords _services = ServiceWords.OfCompose();

    public GenerateComposeCommand(Session session)
        : base(session, "compose",
            "Write compose.yaml for a fleet's modules, or for the targets named: not as root, read-only, without powers, limited, with health checks; secrets as ${NAME}.",
            "slipway generate compose", "slipway generate compose ./examples/openhqm --print", "slipway generate compose . 'app(variant=small)' --env MODE=fast", "slipway generate compose --check")
    {
        foreach (var option in _services.Options)
            Add(option);
    }

    protected override FleetGeneration Generate(ParseResult words, SelectedFleet fleet, string folder)
    {
        if (Fleet.IsBake(words, Session) && folder == fleet.Graph.Fleet.File.Folder)
            throw CommandException.Usage($"beside files of Bake or Compose a {ComposeGenerator.FileName} would be read as a part of the fleet.", "name another folder: -o deploy");
        return ComposeGenerator.Generate(fleet.Graph, fleet.Targets, _services.Read(words, Fleet));
    }
}
