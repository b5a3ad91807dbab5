// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>The published ports of one run, open as long as this lives.</summary>
internal sealed class PortSet : IAsyncDisposable
{
    private readonly List<PortProxy> _proxies = [];

    private PortSet()
    {
    }

    /// <summary>No ports at all.</summary>
    internal static PortSet Empty { get; } = new();

    /// <summary>The ports with those of the host that were chosen.</summary>
    internal IReadOnlyList<PublishedPort> Ports { get; private set; } = [];

    /// <summary>Opens ports, all or none.</summary>
    /// <exception cref="IOException">One is taken, or isn't this machine's.</exception>
    internal static async Task<PortSet> OpenAsync(IReadOnlyList<PublishedPort> ports, NetworkNamespace network)
    {
        var opened = new PortSet();
        try
        {
            var chosen = new List<PublishedPort>();
            foreach (var port in ports)
            {
                var proxy = PortProxy.Start(new(IPAddress.Parse(port.HostAddress), port.HostPort), new(network, port.ContainerPort, port.Protocol), ForwardOptions.Default);
                opened._proxies.Add(proxy);
                chosen.Add(port with { HostPort = proxy.EndPoint.Port });
            }
            opened.Ports = chosen;
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
            await proxy.DisposeAsync().ConfigureAwait(false);
    }
}
