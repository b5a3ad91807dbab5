// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Checks a container again and again, and says what that makes of its health.</summary>
/// <param name="options">When, and what it means.</param>
/// <param name="check">One check: throws <see cref="TimeoutException"/> or takes longer than it may if it has failed by time.</param>
/// <param name="time">The clock.</param>
public sealed class HealthProbe(HealthProbeOptions options, Func<CancellationToken, Task<ProbeOutcome>> check, TimeProvider time)
{
    internal const int MaxOutputBytes = 4096;
    private const int TimedOut = -1, NotRun = -2;

    /// <summary>
    /// The check of a container: an image's HEALTHCHECK run in it, or <c>[HTTP, address]</c> and <c>[TCP, port]</c> asked from outside; null if there is none (no HEALTHCHECK, or NONE).
    /// </summary>
    /// <param name="config">What is checked, and when; null for no check.</param>
    /// <param name="shell">The image's SHELL, for CMD-SHELL; null is /bin/sh -c.</param>
    /// <param name="container">The container.</param>
    /// <param name="time">The clock.</param>
    /// <param name="dial">Connects to a port of it; null where nobody can from outside.</param>
    /// <exception cref="ArgumentException">The test is none of NONE, CMD, CMD-SHELL, HTTP and TCP, has no command, or cannot be made from outside.</exception>
    public static HealthProbe? Of(
        HealthCheckConfig? config, IReadOnlyList<string>? shell, DetachedContainer container, TimeProvider time, Func<int, CancellationToken, Task<Socket>>? dial = null)
    {
        if (OutsideCheck.Read(config) is { } outside)
            return new(HealthProbeOptions.From(config!), outside.By(dial ?? throw new ArgumentException($"The container '{container.Id}' cannot be asked from outside, for it has no network of its own.")), time);
        if (ReadCommand(config, shell) is not { } command)
            return null;
        var options = HealthProbeOptions.From(config!);
        return new(options, token => ExecAsync(container, command, options.Timeout, token), time);
    }

    /// <summary>Checks until cancelled.</summary>
    /// <param name="report">Told after each check; it must not block for long.</param>
    /// <param name="cancellationToken">Ends the checking, and the check under way.</param>
    public Task RunAsync(Action<HealthReport> report, CancellationToken cancellationToken) => RunAsync(time.GetUtcNow(), null, report, cancellationToken);

    /// <summary>Goes on with the checks of a container that another process checked before.</summary>
    /// <param name="started">When its program was started.</param>
    /// <param name="before">What was known of it; null for nothing.</param>
    /// <param name="report">Told after each check; it must not block for long.</param>
    /// <param name="cancellationToken">Ends the checking, and the check under way.</param>
    public async Task RunAsync(DateTimeOffset started, HealthReport? before, Action<HealthReport> report, CancellationToken cancellationToken)
    {
        var (status, streak) = (before?.Status ?? HealthStatus.Starting, before?.FailingStreak ?? 0);
        while (true)
        {
            var isStarting = status == HealthStatus.Starting && time.GetUtcNow() - started < options.StartPeriod;
            await Task.Delay(isStarting ? options.StartInterval : options.Interval, time, cancellationToken).ConfigureAwait(false);
            var checkedAt = time.GetUtcNow();
            var outcome = await CheckAsync(cancellationToken).ConfigureAwait(false);
            if (outcome.ExitCode == 0)
            {
                (status, streak) = (HealthStatus.Healthy, 0);
            }
            else if (status != HealthStatus.Starting || checkedAt - started >= options.StartPeriod)
            {
                streak++;
                status = streak >= options.Retries ? HealthStatus.Unhealthy : status;
            }
            report(new(status, streak, outcome, checkedAt) { EndedAt = time.GetUtcNow() });
        }
    }

    /// <summary>The command of a HEALTHCHECK; null if there is none.</summary>
    internal static IReadOnlyList<string>? ReadCommand(HealthCheckConfig? config, IReadOnlyList<string>? shell) => config?.Test switch
    {
        null or [] or ["NONE"] => null,
        ["CMD", _, ..] => [.. config.Test.Skip(1)],
        ["CMD-SHELL", var script] => [.. shell is { Count: > 0 } ? shell : ["/bin/sh", "-c"], script],
        _ => throw new ArgumentException($"A HEALTHCHECK is NONE, CMD with a command, or CMD-SHELL with one, unlike [{string.Join(", ", config.Test)}]."),
    };

    private async Task<ProbeOutcome> CheckAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await check(either.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(TimedOut, $"The check took longer than {options.Timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception problem) when (problem is IOException or SocketException or HttpRequestException)
        {
            // The container has ended, or nobody answers.
            return new(NotRun, problem.Message);
        }
    }

    private static async Task<ProbeOutcome> ExecAsync(DetachedContainer container, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var output = new LimitedStream(MaxOutputBytes);
        await using (output.ConfigureAwait(false))
        {
            var exitCode = await container.ExecAsync(
                new() { Arguments = command, Timeout = timeout }, new() { Output = output, Error = output }, cancellationToken).ConfigureAwait(false);
            return new(exitCode, Encoding.UTF8.GetString(output.ToArray()));
        }
    }
}
