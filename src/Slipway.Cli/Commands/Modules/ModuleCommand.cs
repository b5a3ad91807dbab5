// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary>A command that asks the module API of a server.</summary>
internal abstract class ModuleCommand : SlipwayCommand
{
    private readonly ServerWords _server = new();

    protected ModuleCommand(Session session, string name, string description, params string[] examples) : base(session, name, description, examples)
    {
        foreach (var option in _server.Options)
            Add(option);
    }

    protected sealed override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var client = _server.Connect(words, Session);
        return await AskAsync(words, client, cancellationToken);
    }

    /// <summary>Asks, answers, and says the exit code.</summary>
    protected abstract Task<int> AskAsync(ParseResult words, ModulesClient client, CancellationToken cancellationToken);
}
