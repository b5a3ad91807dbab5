// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>A registry that listens by itself, over HTTP or HTTPS.</summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private const int MaxConcurrentConnections = 4096;
    private readonly WebApplication _app;

    private RegistryServer(WebApplication app, RegistryOptions options, Uri address) => (_app, Options, Address) = (app, options, address);

    /// <summary>Its settings.</summary>
    public RegistryOptions Options { get; }

    /// <summary>Where it answers, with the real port: <c>http://127.0.0.1:5000/</c>, or <c>https</c> where it has a certificate.</summary>
    public Uri Address { get; }

    /// <summary>The host and port that image references begin with: <c>127.0.0.1:5000</c>.</summary>
    public string Host => Address.Authority;

    /// <summary>The push token; null where there are users.</summary>
    public string? PushToken => Options.HtpasswdFile is null ? RegistrySecrets.ReadPushToken(Options.Root) : null;

    /// <summary>Its storage, to collect garbage for example.</summary>
    public RegistryStorage Storage => _app.Services.GetRequiredService<RegistryStorage>();

    /// <summary>Starts a registry.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="configure">Adds an <see cref="IAdmission"/>, an <see cref="IRegistryAudit"/> or log providers; null for none.</param>
    /// <param name="cancellationToken">Ends the start, not the registry.</param>
    /// <exception cref="ArgumentException">It would listen beyond this machine without TLS, and the options don't say that it may.</exception>
    /// <exception cref="IOException">The address is in use, or the storage can't be opened.</exception>
    /// <exception cref="InvalidDataException">A file of secrets, users, records, or the certificate holds something else.</exception>
    public static async Task<RegistryServer> StartAsync(RegistryOptions options, Action<IServiceCollection>? configure = null, CancellationToken cancellationToken = default)
    {
        if (!IPAddress.IsLoopback(options.Listen.Address) && options.Tls is null && options.Exposure == Exposure.LoopbackOnly)
            throw new ArgumentException($"The registry would listen on {options.Listen}, beyond this machine, and passwords would travel in clear. Give it a certificate, put a proxy that speaks TLS before it, or say that it may.", nameof(options));
        // An empty one reads no appsettings.json of the folder it happens to start in, and watches nothing there.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddRoutingCore();
        configure?.Invoke(builder.Services);
        builder.Services.AddSlipwayRegistry(options);
        var app = builder.Build();
        try
        {
            app.MapSlipwayRegistry().MapSlipwayRegistryHealth();
            await app.StartAsync(cancellationToken);
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            Log.Listening(app.Services.GetRequiredService<ILogger<RegistryServer>>(), address, options.Root);
            return new(app, options, address);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the registry has stopped: by <see cref="DisposeAsync"/>, or by a signal that ends the process.</summary>
    public Task WaitForStopAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops it; requests under way have some seconds to end.</summary>
    public async ValueTask DisposeAsync()
    {
        // Nobody can cancel the end; the host has a limit of its own.
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, RegistryOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Listen, listener =>
        {
            var services = kestrel.ApplicationServices;
            if (options.Tls is { } tls)
                ServerCertificate.Open(tls, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>()).Use(listener);
            else
                SocketOutput.Use(listener);
        });
        // Blobs have a limit of their own, and slow lines are no crime; everything else stays as Kestrel limits it.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBufferSize = 4 << 20;
        kestrel.Limits.MaxConcurrentConnections = MaxConcurrentConnections;
    }
}
