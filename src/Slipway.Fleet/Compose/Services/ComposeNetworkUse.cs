// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What network a service's container is in.</summary>
public abstract record ComposeNetworkUse
{
    private ComposeNetworkUse()
    {
    }

    /// <summary>Networks of the project: it reaches the services that are in one of them too, by name.</summary>
    /// <param name="Aliases">The networks, each with the further names that the service has in it.</param>
    public sealed record Shared(IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases) : ComposeNetworkUse;

    /// <summary>One of its own in which it knows nobody (<c>network_mode: bridge</c>).</summary>
    public sealed record Alone : ComposeNetworkUse;

    /// <summary>Nothing but a loopback interface.</summary>
    public sealed record None : ComposeNetworkUse;

    /// <summary>The host's.</summary>
    public sealed record Host : ComposeNetworkUse;

    /// <summary>That of another service's container.</summary>
    /// <param name="Service">Which.</param>
    public sealed record OfService(string Service) : ComposeNetworkUse;

    /// <summary>That of a container outside the project.</summary>
    /// <param name="Container">Its name.</param>
    public sealed record OfContainer(string Container) : ComposeNetworkUse;
}
