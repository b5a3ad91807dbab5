// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Fleet;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole.Services;

/// <summary>Watches the container of a service until it is as it should be.</summary>
internal sealed class ServiceWatch(Session session, ProjectContainers containers, ContainersClient agent, ComposeService service, TimeSpan patience)
{
    private const int TailLines = 10, MostRestarts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until its check says that it is well.</summary>
    /// <exception cref="ServiceException">It has no check, is unhealthy, or has ended.</exception>
    public Task WaitForHealthAsync(CancellationToken cancellationToken) => WatchAsync(
        async view => view.Definition.HealthCheck is null ? throw await ProblemAsync(view, "has no health check, and another service waits for it to be healthy") : await IsHealthyAsync(view),
        static _ => false, cancellationToken);

    /// <summary>Waits until it has ended well.</summary>
    /// <exception cref="ServiceException">It has ended otherwise.</exception>
    public Task WaitForCompletionAsync(CancellationToken cancellationToken) => WatchAsync(static _ => Task.FromResult(false), static code => code == 0, cancellationToken);

    /// <summary>Waits until it runs, is well where it has a check, or has ended well where it is not to run again.</summary>
    /// <exception cref="ServiceException">It is unhealthy, or has ended otherwise.</exception>
    public Task WaitUntilWellAsync(CancellationToken cancellationToken) => WatchAsync(
        async view => view.Definition.HealthCheck is null ? view.IsRunning : await IsHealthyAsync(view), static code => code == 0, cancellationToken);

    private async Task WatchAsync(Func<ContainerView, Task<bool>> isWell, Predicate<int?> isGoodEnd, CancellationToken cancellationToken)
    {
        var begun = session.Time.GetTimestamp();
        var container = containers.Find(service.Name);
        while (true)
        {
            if (container is null || !containers.IsThere(container))
                throw new ServiceException("Its container is gone; somebody took it away.", []);
            var view = containers.View(container);
            if (await isWell(view))
                return;
            if (view.Status == "exited")
            {
                // How it ended may not be written down yet; the agent knows.
                var exit = await agent.WaitAsync(container.Id, cancellationToken);
                if (containers.View(container).Status == "exited")
                {
                    if (isGoodEnd(exit?.ExitCode))
                        return;
                    throw await EndedAsync(view, exit);
                }
            }
            if (view.Fate.RestartCount >= MostRestarts && !view.IsRunning)
                throw await EndedAsync(view, view.Fate.Exit);
            if (patience != Timeout.InfiniteTimeSpan && session.Time.GetElapsedTime(begun) > patience)
                throw await ProblemAsync(view, $"is not there yet after {patience.TotalSeconds:0} s");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<bool> IsHealthyAsync(ContainerView view) => view switch
    {
        { IsRunning: true, Vitals.Health.Status: HealthStatus.Unhealthy } => throw await ProblemAsync(view, "is unhealthy"),
        { IsRunning: true, Vitals.Health.Status: HealthStatus.Healthy } => true,
        _ => false,
    };

    private Task<ServiceException> EndedAsync(ContainerView view, ContainerExit? exit) => ProblemAsync(view, exit?.ExitCode is { } code ? $"has ended with exit code {code}" : "has ended");

    private async Task<ServiceException> ProblemAsync(ContainerView view, string what) =>
        new($"It {what}.{(view.Definition.Log.IsKept ? "" : " It keeps no log.")}", await containers.TailAsync(view.Definition, TailLines, CancellationToken.None));
}
