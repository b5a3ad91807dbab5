// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Containers;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Containers;

/// <summary><c>slipway container prune</c>.</summary>
internal sealed class ContainerPruneCommand : ContainerCommand
{
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Don't ask." };
    private readonly Option<string[]> _filters = new("--filter") { Description = "Only containers that pass: until=TIME made before, label=KEY[=VALUE], label!=KEY[=VALUE].", HelpName = "KEY=VALUE" };

    public ContainerPruneCommand(Session session)
        : base(session, "prune", "Take away all containers that don't run, with what they wrote.", "slipway container prune -f", "slipway container prune -f --filter until=24h --filter label=scratch")
    {
        Add(_force);
        Add(_filters);
    }

    protected override async Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var filters = FilterWord.ReadAll(words.GetValue(_filters) ?? [], "until", "label", "label!");
        var ended = Catalog.List().Select(definition => ContainerView.Read(Session.Home, definition)).Where(static container => container.Status is "created" or "exited")
            .Select(static container => container.Definition).Where(definition => filters.All(filter => Match(definition, filter))).ToList();
        if (ended.Count > 0 && !words.GetValue(_force) && !Confirm(ended))
            return ExitCode.No;
        var bytes = 0L;
        if (ended.Count > 0)
        {
            Session.Output.WriteLine("Deleted Containers:");
            using var agent = OpenAgent();
            foreach (var definition in ended)
                bytes += await TryRemoveAsync(agent, definition, cancellationToken);
            Session.Output.WriteLine();
        }
        Session.Output.WriteLine($"Total reclaimed space: {Units.Size(bytes)}");
        return ExitCode.Done;
    }

    // One that was started meanwhile stays, and so does one that another has a link to.
    private async Task<long> TryRemoveAsync(ContainersClient agent, ContainerDefinition definition, CancellationToken cancellationToken)
    {
        var bytes = ContainerFiles.MeasureChanges(Session.Home, definition.Id);
        try
        {
            await agent.RemoveAsync(definition.Id, ContainerRemovals.None, cancellationToken);
            Session.Output.WriteLine(definition.Id);
            return bytes;
        }
        catch (ModuleException problem) when (problem.Code != "unreachable")
        {
            Session.Error.WriteLine($"slipway: {problem.Message}");
            return 0;
        }
    }

    private bool Match(ContainerDefinition definition, FilterWord filter) => filter.Key == "until"
        ? definition.CreatedAt < MomentText.Parse(filter.Value, Session.Time.GetUtcNow())
        : (filter.Value.Split('=', 2) is var parts && definition.Labels.TryGetValue(parts[0], out var value) && (parts.Length == 1 || value == parts[1])) != filter.IsNegated;

    private bool Confirm(IReadOnlyList<ContainerDefinition> ended)
    {
        if (!Session.CanAsk)
            throw CommandException.Usage("there is nobody to ask whether to go on.", "write -f to prune without asking");
        Session.Error.WriteLine($"WARNING! This takes away, with what they wrote: {string.Join(", ", ended.Select(static definition => definition.Name))}");
        return Session.Ask("Go on? [y/N] ", AskKind.Open)?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
