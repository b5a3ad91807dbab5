// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway module uninstall</c>.</summary>
internal sealed class ModuleUninstallCommand : ModuleCommand
{
    private readonly Argument<string[]> _names = new("MODULE") { Description = "Names of modules.", Arity = ArgumentArity.OneOrMore };

    public ModuleUninstallCommand(Session session) : base(session, "uninstall", "Take modules away.", "slipway module uninstall openhqm redis") => Add(_names);

    protected override async Task<int> AskAsync(ParseResult words, ModulesClient client, CancellationToken cancellationToken)
    {
        foreach (var name in words.GetRequiredValue(_names))
            Session.Output.WriteLine((await client.UninstallAsync(name, cancellationToken)).Message);
        return ExitCode.Done;
    }
}
