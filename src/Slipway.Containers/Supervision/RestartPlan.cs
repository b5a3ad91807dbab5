// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>When a container that ended, or could not be started, is started again.</summary>
/// <param name="options">How soon.</param>
/// <param name="history">What another process saw of it.</param>
/// <param name="warn">Told, a sentence, when it comes into a crash loop.</param>
internal sealed class RestartPlan(RestartOptions options, RestartHistory history, Action<string> warn)
{
    private readonly RestartBackoff _backoff = new(options, history);

    /// <summary>What is so once it is started by hand.</summary>
    internal ContainerFate BeginAnew(ContainerFate fate)
    {
        _backoff.Forget();
        return fate with { RestartCount = 0, Restarts = RestartHistory.None };
    }

    /// <summary>What is so when it has ended.</summary>
    internal ContainerFate End(ContainerFate fate, ContainerExit exit, bool isAgain) =>
        Plan(fate with { Exit = exit }, exit.EndedAt, exit.EndedAt - (fate.StartedAt ?? exit.EndedAt), isAgain);

    /// <summary>What is so when it could not be started.</summary>
    internal ContainerFate Fail(ContainerFate fate, DateTimeOffset now, bool isAgain) => Plan(fate, now, TimeSpan.Zero, isAgain);

    private ContainerFate Plan(ContainerFate fate, DateTimeOffset now, TimeSpan ran, bool isAgain)
    {
        if (!isAgain)
            return fate with { StartsAgainAt = null };
        var wasCrashLoop = _backoff.IsCrashLoop;
        var delay = _backoff.Ended(now, ran);
        if (_backoff.IsCrashLoop && !wasCrashLoop)
            warn($"It ends again and again (a crash loop: {_backoff.History.Ends.Count} times lately); it is tried again, later each time.");
        return fate with { Restarts = _backoff.History, StartsAgainAt = now + delay };
    }
}
