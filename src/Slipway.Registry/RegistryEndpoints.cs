// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>Puts a registry into a host.</summary>
public static class RegistryEndpoints
{
    private const int MinThreads = 16;

    /// <summary>
    /// Adds a registry's services. An <see cref="IAdmission"/> or <see cref="IRegistryAudit"/> that is registered before is used; else everything is
    /// admitted, and what happens goes to the log. The storage is opened when it is first needed.
    /// </summary>
    public static IServiceCollection AddSlipwayRegistry(this IServiceCollection services, RegistryOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAdmission>(static _ => new OpenAdmission());
        services.TryAddSingleton<IRegistryAudit>(static provider => new LoggedAudit(provider.GetRequiredService<ILogger<LoggedAudit>>()));
        services.AddSingleton(options);
        services.AddSingleton<IMemoryPoolFactory<byte>>(static _ => new LargeBlockPoolFactory());
        services.AddSingleton(static provider => RegistryStorage.Open(
            provider.GetRequiredService<RegistryOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<IAccessRules>(static provider => new CurrentAccessRules(provider.GetRequiredService<RegistryOptions>()));
        services.AddSingleton(static provider => RegistrySecrets.OpenAccess(
            provider.GetRequiredService<RegistryOptions>(), provider.GetRequiredService<RegistryStorage>(), provider.GetRequiredService<IAccessRules>(),
            provider.GetRequiredService<CountedAudit>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddRegistryObservation();
        services.AddSingleton(static provider => new RegistryRouter(new()
        {
            Options = provider.GetRequiredService<RegistryOptions>(),
            Storage = provider.GetRequiredService<RegistryStorage>(),
            Access = provider.GetRequiredService<RegistryAccess>(),
            Mirrors = provider.GetRequiredService<RegistryOptions>().Mirrors.Count == 0 ? null : provider.GetRequiredService<Mirrors>(),
            Admission = provider.GetRequiredService<IAdmission>(),
            Audit = provider.GetRequiredService<CountedAudit>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
        }));
        services.AddSingleton(static provider => new Mirrors(
            provider.GetRequiredService<RegistryOptions>(), provider.GetRequiredService<RegistryStorage>(), provider.GetRequiredService<RegistryMetrics>(),
            provider.GetRequiredService<CountedAudit>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(static provider => new TokenEndpoint(provider.GetRequiredService<RegistryAccess>(), provider.GetRequiredService<RegistryOptions>()));
        services.AddSingleton<IHostedService>(static provider => new CollectionService(
            provider.GetRequiredService<RegistryStorage>(), provider.GetRequiredService<RegistryOptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CollectionService>>()));
        services.AddSingleton<IHostedService>(static provider => new WebhookService(
            provider.GetRequiredService<RegistryStorage>(), provider.GetRequiredService<RegistryOptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<WebhookService>>()));
        return services;
    }

    /// <summary>Maps <c>/livez</c>, <c>/readyz</c>, <c>/startupz</c> and <c>/metrics</c>.</summary>
    public static IEndpointRouteBuilder MapSlipwayRegistryHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.ServiceProvider.GetRequiredService<HealthEndpoints>();
        endpoints.MapMethods("/livez", ["GET"], (RequestDelegate)HealthEndpoints.LiveAsync);
        endpoints.MapMethods("/startupz", ["GET"], (RequestDelegate)HealthEndpoints.LiveAsync);
        endpoints.MapMethods("/readyz", ["GET"], (RequestDelegate)health.ReadyAsync);
        endpoints.MapMethods("/metrics", ["GET"], (RequestDelegate)health.MetricsAsync);
        return endpoints;
    }

    private static void AddRegistryObservation(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new RegistryMetrics(provider.GetRequiredService<RegistryStorage>()));
        services.AddSingleton(static provider => new CountedAudit(provider.GetRequiredService<RegistryMetrics>(), provider.GetRequiredService<IRegistryAudit>()));
        services.AddSingleton(static provider => new RegistryObserver(
            provider.GetRequiredService<RegistryMetrics>(), provider.GetRequiredService<AccessLogs>().Log, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new AccessLogs(
            provider.GetRequiredService<RegistryOptions>().AccessLogFile is { } file ? new AccessLog(file, provider.GetRequiredService<ILogger<AccessLog>>()) : null));
        services.AddSingleton(static provider => new HealthEndpoints(
            provider.GetRequiredService<RegistryStorage>(), provider.GetRequiredService<RegistryAccess>(), provider.GetRequiredService<RegistryMetrics>(),
            provider.GetRequiredService<RegistryOptions>(), provider.GetRequiredService<ILogger<HealthEndpoints>>()));
    }

    // The host disposes what its services made, and knows no service that is null.
    private sealed class AccessLogs(AccessLog? log) : IAsyncDisposable
    {
        public AccessLog? Log => log;

        public ValueTask DisposeAsync() => log is null ? ValueTask.CompletedTask : log.DisposeAsync();
    }

    /// <summary>Maps <c>/v2</c> and all below it, and <c>/token</c>. The storage is opened, and the secrets are made where they are missing.</summary>
    public static IEndpointRouteBuilder MapSlipwayRegistry(this IEndpointRouteBuilder endpoints)
    {
        // A request that makes something durable holds its thread meanwhile, and others must not wait for that.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, MinThreads), completions);
        var router = endpoints.ServiceProvider.GetRequiredService<RegistryRouter>();
        var token = endpoints.ServiceProvider.GetRequiredService<TokenEndpoint>();
        var observer = endpoints.ServiceProvider.GetRequiredService<RegistryObserver>();
        endpoints.Map("/v2/{**path}", (RequestDelegate)(context => observer.ObserveAsync(context, router.HandleAsync)));
        endpoints.MapMethods("/token", ["GET"], (RequestDelegate)(context => observer.ObserveAsync(context, seen => TokenEndpoint.AnswerAsync(seen, token.GetAsync))));
        endpoints.MapMethods("/token", ["POST"], (RequestDelegate)(context => observer.ObserveAsync(context, seen => TokenEndpoint.AnswerAsync(seen, token.PostAsync))));
        return endpoints;
    }
}
