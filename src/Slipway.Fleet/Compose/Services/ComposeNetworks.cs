// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>The networks that a Compose file declares.</summary>
internal sealed class ComposeNetworks
{
    private const string NoDriver = "a network is what services know each other in, and nothing of the machine; leave it out";

    private readonly Dictionary<string, bool> _leadOut = new(StringComparer.Ordinal) { ["default"] = true };

    internal ComposeNetworks(ComposeNode? section)
    {
        foreach (var (name, network) in section?.Entries ?? [])
            _leadOut[name] = network.IfThere() is not { } there || LeadsOut(there);
    }

    /// <summary>Whether one of some networks leads out of this machine.</summary>
    internal bool LeadOut(IEnumerable<string> names) => names.Any(name => _leadOut[name]);

    /// <exception cref="HclException">A network isn't declared.</exception>
    internal void Require(ComposeService service, IEnumerable<string> names)
    {
        if (names.FirstOrDefault(name => !_leadOut.ContainsKey(name)) is { } unknown)
            throw new HclException(service.Place, $"the network '{unknown}' of the service '{service.Name}' is not declared", Suggestion.Help(unknown, _leadOut.Keys) ?? "declare it under 'networks:' at the top");
    }

    private static bool LeadsOut(ComposeNode network)
    {
        var leadsOut = true;
        foreach (var (key, value) in network.Fields("a network", ["name", "driver", "internal"], ("external", "projects share no networks; external_links of a service lead to a container of another"),
            ("ipam", "services have no addresses of their own; leave it out"), ("driver_opts", NoDriver), ("attachable", NoDriver), ("enable_ipv4", NoDriver), ("enable_ipv6", NoDriver), ("labels", "nothing could carry them; leave them out")))
        {
            if (key == "driver" && value.Text() is not ("bridge" or "default" or ""))
                throw new HclException(value.Place, $"the network driver '{value.Text()}' is not supported", "write bridge, or leave it out; network_mode: host gives a service the host's network");
            if (key == "internal")
                leadsOut = !value.Flag();
        }
        return leadsOut;
    }
}
