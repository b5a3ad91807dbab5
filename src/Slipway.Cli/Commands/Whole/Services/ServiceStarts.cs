// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using Slipway.Containers;
using Slipway.Fleet;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Brings the containers of services up, each when what it depends on is as far as it must be.</summary>
internal sealed class ServiceStarts(Session session, ComposeProject project, ServiceDefinitions definitions, ServiceImages images, ContainersClient agent, ServiceWishes wishes)
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ProjectContainers _containers = new(session, project.Name);
    private readonly ConcurrentDictionary<string, bool> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<ServiceOutcome>> _begun = new(StringComparer.Ordinal);

    /// <summary>Brings services up, and waits until they run and are well.</summary>
    /// <param name="services">The services, each behind those it depends on.</param>
    /// <param name="cancellationToken">Stops it; what is up stays.</param>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyDictionary<string, ServiceOutcome>> BringUpAsync(IReadOnlyList<ComposeService> services, CancellationToken cancellationToken)
    {
        foreach (var service in services)
            _begun[service.Name] = BeginAsync(service, cancellationToken);
        var outcomes = new Dictionary<string, ServiceOutcome>(StringComparer.Ordinal);
        await Task.WhenAll(_begun.Values);
        var ends = services.Select(async service => (service.Name, Outcome: await EndAsync(service, cancellationToken))).ToList();
        foreach (var (name, outcome) in await Task.WhenAll(ends))
            outcomes[name] = outcome;
        return outcomes;
    }

    private async Task<ServiceOutcome> BeginAsync(ComposeService service, CancellationToken cancellationToken)
    {
        // Those that it depends on are begun before it is.
        var restarts = false;
        foreach (var need in service.DependsOn.Where(need => _begun.ContainsKey(need.Service)))
        {
            var outcome = await _begun[need.Service];
            if (await IsFarEnoughAsync(need, outcome, cancellationToken))
            {
                restarts |= need.Restarts && outcome is ServiceOutcome.Recreated or ServiceOutcome.Started;
            }
            else if (need.IsRequired)
            {
                session.Error.WriteLine($"  {service.ContainerName} is not started: it needs '{need.Service}'");
                return ServiceOutcome.Failed;
            }
        }
        return await TellAsync(service, () => RaiseAgainAsync(service, restarts, cancellationToken));
    }

    private async Task<bool> IsFarEnoughAsync(ComposeDependency need, ServiceOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome == ServiceOutcome.Failed || need.Condition == ComposeCondition.Started)
            return outcome != ServiceOutcome.Failed;
        var watch = new ServiceWatch(session, _containers, agent, project.Find(need.Service)!, wishes.WaitsAtMost);
        return await TellAsync(project.Find(need.Service)!, async () =>
        {
            await (need.Condition == ComposeCondition.Healthy ? watch.WaitForHealthAsync(cancellationToken) : watch.WaitForCompletionAsync(cancellationToken));
            return outcome;
        }) != ServiceOutcome.Failed;
    }

    private async Task<ServiceOutcome> EndAsync(ComposeService service, CancellationToken cancellationToken)
    {
        var outcome = await _begun[service.Name];
        if (outcome == ServiceOutcome.Failed || _failures.ContainsKey(service.Name))
            return ServiceOutcome.Failed;
        return await TellAsync(service, async () =>
        {
            await new ServiceWatch(session, _containers, agent, service, wishes.WaitsAtMost).WaitUntilWellAsync(cancellationToken);
            return outcome;
        });
    }

    // What a killed command asked for last may be done while this one looks.
    private async Task<ServiceOutcome> RaiseAgainAsync(ComposeService service, bool restarts, CancellationToken cancellationToken)
    {
        for (var tries = Tries; ; tries--)
        {
            try
            {
                return await RaiseAsync(service, restarts, cancellationToken);
            }
            catch (ModuleException e) when (tries > 1 && e.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task<ServiceOutcome> RaiseAsync(ComposeService service, bool restarts, CancellationToken cancellationToken)
    {
        var definition = definitions.Define(service, images.Find(service), IdOf);
        var outcome = ServiceOutcome.Created;
        if (_containers.Find(service.Name) is { } there)
        {
            if (!wishes.MakesAnew && there.Name == definition.Name && there.Labels.GetValueOrDefault(ServiceLabels.ConfigHash) == definition.Labels[ServiceLabels.ConfigHash])
                return await ContinueAsync(there, restarts, cancellationToken);
            // Asked to end first, as it may have something to write down. Its volumes stay for the next one.
            await agent.StopAsync(there.Id, null, cancellationToken);
            await agent.RemoveAsync(there.Id, ContainerRemovals.Running, cancellationToken);
            outcome = ServiceOutcome.Recreated;
        }
        if (_containers.FindNamed(definition.Name) is { } other)
            throw CommandException.No($"the name '{definition.Name}' is that of a container which is not this project's ({other.Id[..12]}).", $"slipway rm {definition.Name}, or give the service another container_name");
        var made = await agent.CreateAsync(definition, cancellationToken);
        await agent.StartAsync(made.Id, cancellationToken);
        Say(service, outcome == ServiceOutcome.Created ? "created" : "recreated");
        return outcome;
    }

    private async Task<ServiceOutcome> ContinueAsync(ContainerDefinition there, bool restarts, CancellationToken cancellationToken)
    {
        var service = project.Find(ProjectContainers.ServiceOf(there))!;
        if (_containers.View(there).Status is not ("running" or "restarting"))
        {
            await agent.StartAsync(there.Id, cancellationToken);
            Say(service, "started");
            return ServiceOutcome.Started;
        }
        if (restarts)
            await agent.RestartAsync(there.Id, null, cancellationToken);
        Say(service, restarts ? "restarted" : "unchanged");
        return restarts ? ServiceOutcome.Started : ServiceOutcome.Unchanged;
    }

    // What goes wrong with one is told once, and others go on.
    private async Task<ServiceOutcome> TellAsync(ComposeService service, Func<Task<ServiceOutcome>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception problem) when (problem is ServiceException or CommandException or IOException or TimeoutException)
        {
            if (!_failures.TryAdd(service.Name, true))
                return ServiceOutcome.Failed;
            session.Error.WriteLine($"  {service.ContainerName}: {problem.Message}");
            if (problem is CommandException { Help: { } help })
                session.Error.WriteLine($"  help: {help}");
            foreach (var line in (problem as ServiceException)?.Tail ?? [])
                session.Error.WriteLine($"    {line}");
            return ServiceOutcome.Failed;
        }
    }

    private string IdOf(string name) => _containers.FindNamed(name)?.Id ?? throw CommandException.No($"there is no container '{name}' whose network could be joined.", "slipway ps -a lists them");

    private void Say(ComposeService service, string what) => session.Error.WriteLine($"  {service.ContainerName} {what}");
}
