// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway module list</c>.</summary>
internal sealed class ModuleListCommand(Session session) : ModuleCommand(session, "list", "List the modules.", "slipway module list")
{
    protected override async Task<int> AskAsync(ParseResult words, ModulesClient client, CancellationToken cancellationToken)
    {
        var table = new TextTable("MODULE", "STATUS", "HEALTH", "VERSION", "PORTS", "IMAGE");
        foreach (var module in await client.ListAsync(cancellationToken))
            table.Add(module.ModuleName, module.Status, module.Health, module.Version, string.Join(' ', module.Ports), DisplayText.Clean(module.DockerImage));
        table.WriteTo(Session.Output);
        return ExitCode.Done;
    }
}
