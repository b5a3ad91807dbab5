// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.DependencyInjection;
using Slipway.Registry;

namespace Slipway.TestKit;

/// <summary>Our own registry on a free port of 127.0.0.1. Its storage is a temporary folder, which goes with it.</summary>
public sealed class TestRegistry : IAsyncDisposable
{
    private readonly TempFolder _folder;

    private TestRegistry(TempFolder folder, RegistryServer server) => (_folder, Server) = (folder, server);

    /// <summary>The registry.</summary>
    public RegistryServer Server { get; private set; }

    /// <summary>The registry as references name it, <c>127.0.0.1:port</c>.</summary>
    public string Registry => Server.Host;

    /// <summary>What may push, as the password of any user.</summary>
    public string PushToken => Server.PushToken ?? throw new InvalidOperationException("A registry with users has no push token.");

    /// <summary>Where its storage is.</summary>
    public string Root => Server.Options.Root;

    /// <summary>Starts a registry that answers by the time this returns.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="configure">Changes the settings: anyone pulls, and the push token pushes, where null.</param>
    /// <param name="services">Adds services before the registry's own.</param>
    public static async Task<TestRegistry> StartAsync(
        CancellationToken cancellationToken, Func<RegistryOptions, RegistryOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var folder = new TempFolder();
        try
        {
            var options = new RegistryOptions { Root = folder["registry"], Listen = new(System.Net.IPAddress.Loopback, 0) };
            return new(folder, await RegistryServer.StartAsync(configure?.Invoke(options) ?? options, services, cancellationToken));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops the registry and starts another on the same storage, at another port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        var options = Server.Options;
        await Server.DisposeAsync();
        Server = await RegistryServer.StartAsync(options, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
