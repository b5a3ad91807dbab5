// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway wait</c>.</summary>
internal sealed class WaitCommand : ContainerCommand
{
    private readonly Argument<string[]> _names = new("CONTAINER") { Description = "Names, or beginnings of ids.", Arity = ArgumentArity.OneOrMore };

    public WaitCommand(Session session) : base(session, "wait", "Wait until containers have ended, and write their exit codes.", "slipway wait job") => Add(_names);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var containers = words.GetRequiredValue(_names).Select(Find).ToList();
        using var agent = OpenAgent();
        foreach (var container in containers)
            Session.Output.WriteLine((await agent.WaitAsync(container.Id, cancellationToken))?.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown");
        return ExitCode.Done;
    }
}
