// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Native;

namespace Slipway.Cli.Commands.Whole;

/// <summary>Sees to it that the server of a home runs.</summary>
internal static class ServerLauncher
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The server that runs, or a new one in a process of its own.</summary>
    /// <param name="session">The session.</param>
    /// <param name="words">What a new one is started with, after <c>serve</c>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The server, and whether it is new.</returns>
    /// <exception cref="CommandException">It does not start; the message holds the end of its log.</exception>
    public static async Task<(ServerRecord Server, bool IsNew)> EnsureAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (ServerRecord.Find(session.Home) is { } running)
            return (running, false);
        var log = Path.Combine(session.Home.Run, "server.log");
        var process = await DetachedProcess.StartAsync(OwnCommand.With(["serve", .. words]), DetachedProcess.InheritEnvironment("SLIPWAY_HOME", session.Home.Root), Path.Combine(session.Home.Run, "server.pid"), log, cancellationToken);
        using var limit = new CancellationTokenSource(StartsWithin);
        while (true)
        {
            if (ServerRecord.Find(session.Home) is { } started)
                return (started, true);
            if (process.HasEnded)
                throw new CommandException(ExitCode.Outside, $"the server ended at once. The end of '{log}': {process.Tail(10)}", "free the port it names, or start one elsewhere: slipway serve --registry 127.0.0.1:0 --api 127.0.0.1:0");
            if (limit.IsCancellationRequested)
                throw new CommandException(ExitCode.Outside, $"the server does not answer within {StartsWithin.TotalSeconds:0} s. The end of '{log}': {process.Tail(10)}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Asks a server to end, and waits until it has.</summary>
    /// <exception cref="CommandException">It does not end.</exception>
    public static async Task StopAsync(ProcessIdentity server, CancellationToken cancellationToken)
    {
        server.Kill(Signal.Term);
        using var limit = new CancellationTokenSource(StopsWithin);
        while (server.IsAlive)
        {
            if (limit.IsCancellationRequested)
                throw new CommandException(ExitCode.Outside, $"the server (process {server.Pid}) did not end within {StopsWithin.TotalSeconds:0} s.");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
