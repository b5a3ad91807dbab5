// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Cli.Commands.Volumes;

/// <summary><c>slipway volume prune</c>.</summary>
internal sealed class VolumePruneCommand : SlipwayCommand
{
    private readonly Option<bool> _all = new("--all", "-a") { Description = "Those with a name too." };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Don't ask." };
    private readonly Option<string[]> _filters = new("--filter") { Description = "Only volumes that pass: name=, label=KEY[=VALUE].", HelpName = "KEY=VALUE" };

    public VolumePruneCommand(Session session)
        : base(session, "prune", "Take away the volumes that no container has, of those that nobody gave a name.", "slipway volume prune -f", "slipway volume prune -f --all --filter label=scratch")
    {
        Add(_all);
        Add(_force);
        Add(_filters);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var filters = FilterWord.ReadAll(words.GetValue(_filters) ?? [], "name", "label");
        var volumes = new VolumeStore(Session.Home, Session.Time);
        var unused = volumes.List().Select(volume => VolumeRow.Of(volume, volumes))
            .Where(row => row.Containers.Count == 0 && (words.GetValue(_all) || row.IsNameless) && filters.All(filter => VolumeFilter.Match(row, filter))).ToList();
        if (unused.Count > 0 && !words.GetValue(_force) && !Confirm(unused))
            return ExitCode.No;
        foreach (var row in unused)
        {
            try
            {
                if (await volumes.RemoveAsync(row.Name, cancellationToken))
                    Session.Output.WriteLine(row.Name);
            }
            catch (ExecutionException)
            {
                // A container has it since we looked.
            }
        }
        return ExitCode.Done;
    }

    private bool Confirm(IReadOnlyList<VolumeRow> unused)
    {
        if (!Session.CanAsk)
            throw CommandException.Usage("there is nobody to ask whether to go on.", "write -f to prune without asking");
        Session.Error.WriteLine($"WARNING! This takes away, with what they hold: {string.Join(", ", unused.Select(static row => row.Name))}");
        return Session.Ask("Go on? [y/N] ", AskKind.Open)?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
