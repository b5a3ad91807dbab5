// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The ports of a container that others reach by a link: those that its image or its command line exposes, and those that it publishes.</summary>
internal static class LinkedPorts
{
    private const int Most = 1024;

    internal static IReadOnlyList<(int Port, PortProtocol Protocol)> Of(ContainerDefinition definition) =>
    [
        .. definition.ExposedPorts.Where(static text => !text.EndsWith("/sctp", StringComparison.Ordinal)).SelectMany(PublishedPort.Parse).Concat(definition.Ports)
            .Select(static port => (port.ContainerPort, port.Protocol)).Distinct(),
    ];

    /// <summary>Refuses a container that no link could lead to.</summary>
    /// <exception cref="ContainerException">It has no ports, more than there are doors for, or no network that a link leads into.</exception>
    internal static void Require(ContainerDefinition definition)
    {
        var count = Of(definition).Count;
        if (count is 0 or > Most)
            throw new ContainerException(ContainerRefusal.Invalid, count == 0
                ? $"No link leads to the container '{definition.Name}': neither its image nor its command line says which ports it listens on. Make it with --expose PORT."
                : $"No link leads to the container '{definition.Name}': it exposes {count} ports, more than {Most}. Expose those alone that others need.");
        if (definition.Network is not (DefinedNetwork.OwnNetwork or DefinedNetwork.EgressNetwork))
            throw new ContainerException(ContainerRefusal.Invalid, $"No link leads to the container '{definition.Name}', for it has no network of its own. Make it without --network, or with --network egress.");
    }
}
