// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway module logs</c>.</summary>
internal sealed class ModuleLogsCommand : ModuleCommand
{
    private readonly Argument<string> _name = new("MODULE") { Description = "The module's name." };
    private readonly Option<int> _tail = new("--tail", "-n") { Description = "How many lines.", HelpName = "N", DefaultValueFactory = static _ => 100 };

    public ModuleLogsCommand(Session session) : base(session, "logs", "Show the end of a module's log.", "slipway module logs openhqm --tail 20")
    {
        Add(_name);
        Add(_tail);
    }

    protected override async Task<int> AskAsync(ParseResult words, ModulesClient client, CancellationToken cancellationToken)
    {
        var tail = words.GetValue(_tail);
        if (tail is < 1 or > 10_000)
            throw CommandException.Usage($"--tail {tail} is not a count from 1 to 10000.");
        foreach (var line in (await client.ReadLogAsync(words.GetRequiredValue(_name), tail, cancellationToken)).Lines)
            Session.Output.WriteLine(DisplayText.Clean(line.Text));
        return ExitCode.Done;
    }
}
