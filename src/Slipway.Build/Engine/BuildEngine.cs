// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>
/// Builds images. One engine may build several requests at once, and several processes may build with the same home: steps that two of them
/// share run once where they can see each other, and harmlessly twice where not.
/// </summary>
/// <param name="services">What it stands on.</param>
public sealed class BuildEngine(BuildServices services)
{
    /// <summary>What the engine stands on.</summary>
    public BuildServices Services { get; } = services;

    /// <summary>Works out what a request comes to. Base images are looked up, files of contexts are read, and no step runs.</summary>
    /// <exception cref="ArgumentException">The request names targets that it doesn't have, or a name twice.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it.</exception>
    public async Task<BuildPlan> PlanAsync(BuildRequest request, CancellationToken cancellationToken = default)
    {
        var job = new BuildJob(Services, Check(request), null, cancellationToken);
        await using (job.ConfigureAwait(false))
        {
            return await job.PlanAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Builds a request. Failures of Dockerfiles, steps and the outside world are in the result; nothing of them is thrown.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="progress">Takes the events as they happen, from several threads, in order for each step.</param>
    /// <param name="cancellationToken">Stops the steps that run and waits for them.</param>
    /// <exception cref="ArgumentException">The request names targets that it doesn't have, or a name twice.</exception>
    /// <exception cref="OperationCanceledException">The caller stopped it.</exception>
    public async Task<BuildResult> BuildAsync(BuildRequest request, IProgress<BuildEvent>? progress, CancellationToken cancellationToken = default)
    {
        var job = new BuildJob(Services, Check(request), progress, cancellationToken);
        await using (job.ConfigureAwait(false))
        {
            return await job.BuildAsync().ConfigureAwait(false);
        }
    }

    private static BuildRequest Check(BuildRequest request)
    {
        if (request.Targets.Count == 0)
            throw new ArgumentException("The request has no target.", nameof(request));
        var twice = request.Targets.Concat(request.Siblings).GroupBy(static target => target.Name).FirstOrDefault(static group => group.Count() > 1);
        return twice is null ? request : throw new ArgumentException($"The request has two targets named '{twice.Key}'.", nameof(request));
    }
}
