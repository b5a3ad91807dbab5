// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>
/// The agent: the one process of a home that makes containers by hand and modules' containers. It listens on a socket for its owner alone (<see cref="AgentOptions.SocketPath"/>,
/// mode 0600), where <see cref="AgentClient"/> and <see cref="ContainersClient"/> ask it. When it stops, or is killed, containers go on, and the next agent takes them up.
/// </summary>
public sealed class AgentHost : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly WebApplication _app;
    private readonly ModuleAgent _agent;
    private readonly ContainerSupervisor _containers;
    private readonly FileLock _lock;
    private readonly TaskCompletionSource _asked;
    private readonly Task _ending;

    private AgentHost(WebApplication app, ModuleAgent agent, ContainerSupervisor containers, FileLock held, TaskCompletionSource asked)
    {
        (_app, _agent, _containers, _lock, _asked) = (app, agent, containers, held, asked);
        // A signal asks as well.
        app.Lifetime.ApplicationStopping.Register(() => asked.TrySetResult());
        _ending = EndWhenAskedAsync();
    }

    /// <summary>Starts an agent. By the time this returns it answers, what a crash left is put right, and the modules are taken up.</summary>
    /// <exception cref="IOException">Another agent of this home runs, or there is no OCI runtime; the message says what to do.</exception>
    public static async Task<AgentHost> StartAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Home.Run);
        Directory.CreateDirectory(options.Home.Modules, OwnerOnly);
        var held = FileLock.TryAcquire(Path.Combine(options.Home.Run, "agent.lock"), FileLockMode.Exclusive)
            ?? throw new IOException($"Another agent of '{options.Home.Root}' runs already; there is one for each home.");
        ModuleAgent? agent = null;
        ContainerSupervisor? containers = null;
        WebApplication? app = null;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            agent = await ModuleAgent.StartAsync(options, cancellationToken);
            containers = await SuperviseAsync(options, cancellationToken);
            var idle = options.EndsIdleAfter is { } after ? new IdleEnd(options.SocketPath, after, () => containers.HasAnyToKeep || agent.List().Count > 0, options.Time) : null;
            app = Build(options, agent, containers, asked, idle);
            File.Delete(options.SocketPath);
            File.Delete(IdleEnd.ClosingPath(options.SocketPath));
            await app.StartAsync(cancellationToken);
            File.SetUnixFileMode(options.SocketPath, PrivateFile.Mode);
            Log.Listening(options.Loggers.CreateLogger<AgentHost>(), options.SocketPath);
            if (idle is not null)
                _ = EndIdleAsync(idle, asked, app.Lifetime.ApplicationStopping);
            return new(app, agent, containers, held, asked);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            if (containers is not null)
                await containers.DisposeAsync();
            if (agent is not null)
                await agent.DisposeAsync();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Runs an agent until it is cancelled, asked to stop, or ended by a signal.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public static async Task RunAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(options, cancellationToken);
        await host.WaitForStopAsync(cancellationToken);
    }

    /// <summary>Returns when the agent is asked to stop, or a signal ends the process.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => _asked.Task.WaitAsync(cancellationToken);

    /// <summary>Stops it; modules go on. What is being installed is undone.</summary>
    public async ValueTask DisposeAsync()
    {
        _asked.TrySetResult();
        await _ending;
    }

    private async Task EndWhenAskedAsync()
    {
        await _asked.Task;
        // First the agent: requests under way end with it.
        await _containers.DisposeAsync();
        await _agent.DisposeAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _lock.Dispose();
    }

    private static async Task EndIdleAsync(IdleEnd idle, TaskCompletionSource asked, CancellationToken stopping)
    {
        try
        {
            await idle.WaitAsync(stopping);
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            // It ends for another reason; or the home is gone, and with it whoever could ask.
        }
        asked.TrySetResult();
    }

    private static async Task<ContainerSupervisor> SuperviseAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        var log = options.Loggers.CreateLogger<ContainerSupervisor>();
        var supervised = new SupervisorOptions
        {
            Home = options.Home,
            Time = options.Time,
            Restart = options.Restart,
            Egress = options.Egress,
            Warn = problem => Log.HostWarning(log, problem),
            KeepLogs = options.KeepLogs,
            Report = happened => Log.Happened(log, happened.Kind, happened.Container.Name, happened.Detail),
        };
        return await ContainerSupervisor.StartAsync(supervised, await ContainerRunner.OpenAsync(options.Home, options.Time, cancellationToken), cancellationToken);
    }

    private static WebApplication Build(AgentOptions options, ModuleAgent agent, ContainerSupervisor containers, TaskCompletionSource asked, IdleEnd? idle)
    {
        // An empty one reads no appsettings.json of the folder it happens to start in, and watches nothing there.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(options.Loggers);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Who is attached to a silent program, or reads slowly, is no attacker.
            (kestrel.Limits.MinRequestBodyDataRate, kestrel.Limits.MinResponseDataRate) = (null, null);
            kestrel.Limits.MaxRequestBodySize = ModuleRequestReader.MaxLength * 2;
            kestrel.ListenUnixSocket(options.SocketPath, listen =>
            {
                if (idle is not null)
                    listen.Use(next => connection => idle.ServeAsync(connection, next));
            });
        });
        var app = builder.Build();
        AgentEndpoints.Map(app, agent, options.Loggers.CreateLogger<AgentHost>(), () => asked.TrySetResult());
        ContainerEndpoints.Map(app, containers, options.Loggers.CreateLogger<AgentHost>());
        new StreamEndpoint(containers, options.ReadOrder, options.Loggers.CreateLogger<AgentHost>(), app.Lifetime.ApplicationStopping).Map(app);
        return app;
    }
}
