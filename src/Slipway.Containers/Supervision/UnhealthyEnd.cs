// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Ends a container that has become unhealthy, where that was asked for.</summary>
internal static class UnhealthyEnd
{
    internal static async Task BringAsync(ContainerRun run, ContainerDefinition definition, Func<CancellationToken, Task> stop, Action<string> warn, CancellationToken cancellationToken)
    {
        warn($"Its check failed as often as it may; it is ended (--health-on-failure {definition.OnUnhealthy.ToString().ToLowerInvariant()}).");
        try
        {
            if (definition.OnUnhealthy == UnhealthyAction.Stop)
            {
                await stop(cancellationToken).ConfigureAwait(false);
                return;
            }
            run.EndsForHealth = definition.OnUnhealthy == UnhealthyAction.Restart;
            await run.Container.StopAsync(definition.OnUnhealthy == UnhealthyAction.Kill ? TimeSpan.Zero : definition.StopTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended by itself, or this process lets go of it.
        }
    }
}
