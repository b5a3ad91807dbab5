// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Starts the agent of a home as a process of its own, which outlives whoever started it. What it says goes to <c>run/agent.log</c>.</summary>
public static class AgentLauncher
{
    private const int TailLines = 10;
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Where the agent's output goes.</summary>
    public static string LogPath(SlipwayHome home) => Path.Combine(home.Run, "agent.log");

    /// <summary>Whether an agent may run: there is its socket. It costs nothing to ask, and says nothing about who answers there.</summary>
    public static bool MayRun(SlipwayHome home) => File.Exists(AgentSocket.PathOf(home));

    /// <summary>Sees to it that an agent of that kind answers: the one that runs, or a new one. One of the other kind is asked to stop; its modules go on.</summary>
    /// <param name="home">The home.</param>
    /// <param name="command">The program and its arguments, <c>[/path/to/slipway, agent]</c>.</param>
    /// <param name="kind">What it must be; the command must say so too.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="IOException">It does not start; the message holds the end of its log.</exception>
    public static async Task<AgentHealth> EnsureAsync(SlipwayHome home, IReadOnlyList<string> command, AgentKind kind, CancellationToken cancellationToken)
    {
        using var client = new AgentClient(home);
        if (await client.TryGetHealthAsync(cancellationToken) is { } running)
        {
            if (KindOf(running) == kind)
                return running;
            await StopAsync(home, cancellationToken);
        }
        var started = await LaunchAsync(home, command, client, cancellationToken);
        return KindOf(started) == kind ? started : throw new IOException(
            $"The agent that '{command[0]}' started is {KindOf(started)}; asked for was one that is {kind}. Its command must say so.");
    }

    /// <summary>Sees to it that an agent of this program's version answers, of whatever kind: the one that runs, or a new one. One of another version is asked to stop; its containers go on.</summary>
    /// <exception cref="IOException">It does not start, and the message holds the end of its log; or one of another version was started for more than a command can start one for.</exception>
    public static async Task<AgentHealth> EnsureAsync(SlipwayHome home, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var client = new AgentClient(home);
        if (await client.TryGetHealthAsync(cancellationToken) is not { } running)
            return await LaunchAsync(home, command, client, cancellationToken);
        if (running.Version == AgentHealth.OwnVersion)
            return running;
        // Two versions may mean different things by the same words.
        if (KindOf(running) != new AgentKind())
            throw new IOException(
                $"The agent of '{home.Root}' (process {running.Pid}) has the version {running.Version}, and this program {AgentHealth.OwnVersion}; it is {KindOf(running)}. Stop it and its server, and start them with this program; its containers go on.");
        await StopAsync(home, cancellationToken);
        return await LaunchAsync(home, command, client, cancellationToken);
    }

    private static AgentKind KindOf(AgentHealth health) => new() { IsDevelopment = health.IsDevelopment, PolicyFile = health.PolicyFile };

    /// <summary>Asks the agent of a home to stop, and waits until it has; its modules go on. Nothing happens if none runs.</summary>
    /// <exception cref="TimeoutException">It does not stop.</exception>
    public static async Task StopAsync(SlipwayHome home, CancellationToken cancellationToken)
    {
        using var client = new AgentClient(home);
        if (await client.TryGetHealthAsync(cancellationToken) is not { } running)
            return;
        var process = ProcessIdentity.Find(running.Pid);
        await client.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(StopsWithin);
        while (process is { IsAlive: true } && await client.TryGetHealthAsync(cancellationToken) is not null || IsLocked(home))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"The agent (process {running.Pid}) did not stop within {StopsWithin.TotalSeconds:0} s.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static bool IsLocked(SlipwayHome home)
    {
        using var held = FileLock.TryAcquire(Path.Combine(home.Run, "agent.lock"), FileLockMode.Exclusive);
        return held is null;
    }

    private static async Task<bool> IsWithinAsync(CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, cancellationToken);
        return !limit.IsCancellationRequested;
    }

    private static async Task<AgentHealth> LaunchAsync(SlipwayHome home, IReadOnlyList<string> command, AgentClient client, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(home.Run);
        // Of several commands at once one starts it, and the others find it; one that is about to answer, or to end, is waited for.
        using var launching = await FileLock.AcquireAsync(Path.Combine(home.Run, "agent.launch"), FileLockMode.Exclusive, cancellationToken);
        using var limit = new CancellationTokenSource(StartsWithin);
        do
        {
            if (await client.TryGetHealthAsync(cancellationToken) is { } meanwhile)
                return meanwhile;
        }
        while (IsLocked(home) && await IsWithinAsync(limit, cancellationToken));
        var log = LogPath(home);
        var process = await DetachedProcess.StartAsync(
            command, DetachedProcess.InheritEnvironment("SLIPWAY_HOME", home.Root), Path.Combine(home.Run, "agent.pid"), log, cancellationToken);
        while (true)
        {
            if (await client.TryGetHealthAsync(cancellationToken) is { } health)
                return health;
            if (process.HasEnded)
                throw new IOException($"The agent, '{string.Join(' ', command)}', ended at once. The end of '{log}': {process.Tail(TailLines)}");
            if (limit.IsCancellationRequested)
                throw new IOException($"The agent does not answer within {StartsWithin.TotalSeconds:0} s. The end of '{log}': {process.Tail(TailLines)}");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
