// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Check;
using Slipway.Modules;
using Slipway.Native;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>
/// A running server: the registry and the module API of one home. It touches no container: that is the agent's, which it asks. When it stops, or is
/// killed, the modules and their ports go on, as long as the agent is a process of its own.
/// </summary>
public sealed class SlipwayServer : IAsyncDisposable
{
    private const int MaxConnections = 1024;
    private readonly WebApplication _api;
    private readonly AgentClient _agent;
    private readonly AgentHost? _ownAgent;
    private readonly AgentWatch _watch;
    private readonly FileLock _lock;
    private bool _isDisposed;

    private SlipwayServer(ServerOptions options, RegistryServer registry, WebApplication api, AgentClient agent, AgentHost? ownAgent, FileLock held)
    {
        (Options, Registry, _api, _agent, _ownAgent, _lock) = (options, registry, api, agent, ownAgent, held);
        _watch = new(options, agent);
        Api = new(api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Its settings.</summary>
    public ServerOptions Options { get; }

    /// <summary>The registry.</summary>
    public RegistryServer Registry { get; }

    /// <summary>Where the module API answers, with the real port: <c>http://127.0.0.1:8080/</c>.</summary>
    public Uri Api { get; }

    /// <summary>Starts a server. By the time this returns it answers, and <see cref="ServerRecord.Find"/> finds it.</summary>
    /// <exception cref="ArgumentException">It would listen beyond this machine without TLS, and the options don't say that it may.</exception>
    /// <exception cref="IOException">Another server of this home runs, an address is in use, or the agent does not start.</exception>
    public static async Task<SlipwayServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        var registryOptions = options.EffectiveRegistry;
        if (!IPAddress.IsLoopback(options.ApiListen.Address) && registryOptions is { Tls: null, Exposure: Exposure.LoopbackOnly })
            throw new ArgumentException($"The module API would listen on {options.ApiListen}, beyond this machine, and tokens would travel in clear. Give it a certificate, put a proxy that speaks TLS before it, or say that it may.", nameof(options));
        Directory.CreateDirectory(options.Home.Run);
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            var held = HoldHome(options);
            parts.Push(new Held(held));
            var registry = await RegistryServer.StartAsync(registryOptions, services => ConfigureRegistry(services, options), cancellationToken);
            parts.Push(registry);
            var ownAgent = await StartAgentAsync(options, cancellationToken);
            if (ownAgent is not null)
                parts.Push(ownAgent);
            var agent = new AgentClient(options.Home);
            parts.Push(new Held(agent));
            var api = BuildApi(options, agent, new(registry.Address, registryOptions.Tls?.CertificateFile));
            parts.Push(api);
            await api.StartAsync(cancellationToken);
            var server = new SlipwayServer(options, registry, api, agent, ownAgent, held);
            server.Record().Write(options.Home);
            Log.Listening(options.Loggers.CreateLogger<SlipwayServer>(), server.Api, registry.Address);
            return server;
        }
        catch
        {
            while (parts.TryPop(out var part))
                await part.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the server has stopped: by <see cref="DisposeAsync"/>, or by a signal that ends the process.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => _api.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops it; requests under way have some seconds to end. Modules go on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        ServerRecord.Delete(Options.Home);
        // Nobody can cancel the end; each part has a limit of its own.
        await _watch.DisposeAsync();
        await _api.StopAsync(CancellationToken.None);
        await _api.DisposeAsync();
        _agent.Dispose();
        if (_ownAgent is not null)
            await _ownAgent.DisposeAsync();
        await Registry.DisposeAsync();
        _lock.Dispose();
    }

    private static void ConfigureRegistry(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.Loggers);
        if (options.Policy is { } policy)
            services.AddSingleton<IAdmission>(new PolicyAdmission(policy, InventoryReader.FolderOf(options.Home), options.Time, options.Loggers));
    }

    private static FileLock HoldHome(ServerOptions options)
    {
        if (FileLock.TryAcquire(Path.Combine(options.Home.Run, "server.lock"), FileLockMode.Exclusive) is { } held)
            return held;
        var running = ServerRecord.Find(options.Home);
        throw new IOException($"A server of '{options.Home.Root}' runs already{(running is null ? "" : $", as process {running.Process.Pid}, at {running.Api}")}; there is one for each home.");
    }

    private static async Task<AgentHost?> StartAgentAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.AgentCommand is { } command)
        {
            await AgentLauncher.EnsureAsync(options.Home, command, options.AgentKind, cancellationToken);
            return null;
        }
        var settings = new AgentOptions
        {
            Home = options.Home,
            IsDevelopment = options.IsDevelopment,
            TrustedRegistries = options.TrustedRegistries,
            Policy = options.Policy,
            PolicyFile = options.PolicyFile,
            Time = options.Time,
            Loggers = options.Loggers,
        };
        return await AgentHost.StartAsync(options.ConfigureAgent?.Invoke(settings) ?? settings, cancellationToken);
    }

    private static WebApplication BuildApi(ServerOptions options, AgentClient agent, RegistryCheck registry)
    {
        // An empty one reads no appsettings.json of the folder it happens to start in, and watches nothing there.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton(options.Loggers);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ModuleRequestReader.MaxLength;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(options.ApiListen, listener =>
            {
                if (options.EffectiveRegistry.Tls is { } tls)
                    ServerCertificate.Open(tls, options.Time, options.Loggers).Use(listener);
            });
        });
        var app = builder.Build();
        new ModuleEndpoints(agent, AccessTokens.Open(options.Home.Modules, options.Time), new(options.Home.Modules), registry, options).Map(app);
        return app;
    }

    private ServerRecord Record() => new()
    {
        Api = Api,
        Registry = Registry.Address,
        CertificateFile = Options.EffectiveRegistry.Tls?.CertificateFile,
        Process = ProcessIdentity.Current,
        StartedAt = Options.Time.GetUtcNow(),
        IsDevelopment = Options.IsDevelopment,
    };

    private sealed class Held(IDisposable held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            held.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
