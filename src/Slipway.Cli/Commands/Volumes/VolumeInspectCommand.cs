// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Volumes;

/// <summary><c>slipway volume inspect</c>.</summary>
internal sealed class VolumeInspectCommand : SlipwayCommand
{
    private readonly Argument<string[]> _names = new("VOLUME") { Description = "Names.", Arity = ArgumentArity.OneOrMore };

    public VolumeInspectCommand(Session session) : base(session, "inspect", "Show volumes as JSON.", "slipway volume inspect data") => Add(_names);

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var volumes = new VolumeStore(Session.Home, Session.Time);
        IReadOnlyList<VolumeRow> rows = [.. words.GetRequiredValue(_names).Select(name => VolumeRow.Of(volumes.Find(name) ?? throw CommandException.No($"there is no volume '{name}'.", "slipway volume ls lists them"), volumes))];
        JsonOutput.Write(Session.Output, rows, CliJson.Default.IReadOnlyListVolumeRow);
        return Task.FromResult(ExitCode.Done);
    }
}
