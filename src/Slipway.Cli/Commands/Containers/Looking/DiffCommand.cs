// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway diff</c>.</summary>
internal sealed class DiffCommand : ContainerCommand
{
    private readonly Argument<string> _container = new("CONTAINER") { Description = "Its name, or the beginning of its id." };

    public DiffCommand(Session session) : base(session, "diff", "Show which files a container has otherwise than its image: A added, C changed, D deleted.", "slipway diff web") => Add(_container);

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        using var files = await ContainerFiles.OpenAsync(Session.Home, Session.Time, Find(words.GetRequiredValue(_container)), cancellationToken);
        foreach (var change in files.ReadChanges(cancellationToken))
            Session.Output.WriteLine(Session.OutputIsTerminal ? Slipway.Containers.DisplayText.Escape(change.ToString()) : change.ToString());
        return ExitCode.Done;
    }
}
