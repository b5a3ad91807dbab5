// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway rename</c>.</summary>
internal sealed class RenameCommand : ContainerCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };
    private readonly Argument<string> _name = new("NAME") { Description = "Its new name." };

    public RenameCommand(Session session) : base(session, "rename", "Give a container another name.", "slipway rename web old-web")
    {
        Add(_container);
        Add(_name);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var container = Find(words.GetRequiredValue(_container));
        using var agent = OpenAgent();
        await agent.RenameAsync(container.Id, ContainerName.Require(words.GetRequiredValue(_name)), cancellationToken);
        return ExitCode.Done;
    }
}
