// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Volumes;

/// <summary><c>slipway volume rm</c>.</summary>
internal sealed class VolumeRemoveCommand : SlipwayCommand
{
    private readonly Argument<string[]> _names = new("VOLUME") { Description = "Names.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "One that isn't there is no error." };

    public VolumeRemoveCommand(Session session) : base(session, "rm", "Take volumes away, with what they hold.", "slipway volume rm data")
    {
        Add(_names);
        Add(_force);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var volumes = new VolumeStore(Session.Home, Session.Time);
        var exitCode = ExitCode.Done;
        foreach (var name in words.GetRequiredValue(_names))
        {
            try
            {
                if (!await volumes.RemoveAsync(name, cancellationToken) && !words.GetValue(_force))
                    throw CommandException.No($"there is no volume '{name}'.", "slipway volume ls lists them");
                Session.Output.WriteLine(name);
            }
            catch (Exception problem) when (problem is IOException or CommandException or FormatException)
            {
                ErrorReport.Write(problem, Session);
                exitCode = ExitCode.No;
            }
        }
        return exitCode;
    }
}
