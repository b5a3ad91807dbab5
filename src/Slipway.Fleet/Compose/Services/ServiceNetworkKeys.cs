// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Containers;

namespace Slipway.Fleet;

/// <summary>The keys that say what of a service is reached, and what it reaches.</summary>
internal static class ServiceNetworkKeys
{
    private const string NoAddresses = "services have no addresses of their own: they reach each other by name; leave it out";

    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        new("ports", "short and long; on 127.0.0.1 unless an address is given", static (service, node, _) => service.With(container => container with { Ports = [.. container.Ports, .. node.Items.SelectMany(ReadPort).Distinct()] })),
        new("expose", "ports that other services reach it on beside those of its image", static (service, node, _) => service.With(container => container with { ExposedPorts = [.. container.ExposedPorts, .. node.Items.SelectMany(ReadExposed)] })),
        new("networks", "services of one network reach each other by name and by `aliases`; addresses are refused", static (service, node, _) => service with { Network = ReadNetworks(node) }),
        new("network_mode", "`host`, `none`, `bridge`, `service:NAME`, `container:NAME`", static (service, node, _) => service with { Network = ReadMode(node) }),
        new("links", "another service by a further name", static (service, node, _) => service with { NamedLinks = node.Texts() }),
        new("external_links", "a container outside the project, `name[:alias]`", static (service, node, _) => service with { Links = [.. service.Links, .. node.Items.Select(ReadExternal)] }),
        new("extra_hosts", "names for /etc/hosts; `host-gateway` is refused: a container doesn't reach its host", static (service, node, _) => service.With(container => container with { ExtraHosts = ReadHosts(node) })),
        new("dns", "name servers", static (service, node, _) => Resolving(service, resolver => resolver with { Servers = [.. Texts(node).Select(item => item.As(static text => IPAddress.Parse(text).ToString()))] })),
        new("dns_search", "domains that names without a dot are looked for in", static (service, node, _) => Resolving(service, resolver => resolver with { Searches = [.. Texts(node).Select(Word)] })),
        new("dns_opt", "options of /etc/resolv.conf", static (service, node, _) => Resolving(service, resolver => resolver with { Options = [.. Texts(node).Select(Word)] })),
    ];

    private static ComposeService Resolving(ComposeService service, Func<ResolverSettings, ResolverSettings> change) => service.With(container => container with { Resolver = change(container.Resolver) });

    private static IEnumerable<ComposeNode> Texts(ComposeNode node) => node.IsText ? [node] : node.Items;

    // A line of a file is made of it.
    private static string Word(ComposeNode node) => node.Text() is var text && text.Length > 0 && !text.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? text : throw node.Refuse("one word");

    private static IReadOnlyList<PublishedPort> ReadPort(ComposeNode node)
    {
        if (node.IsText)
            return node.As(PublishedPort.Parse);
        node.Fields("a port", ["target", "published", "host_ip", "protocol", "mode", "name", "app_protocol"]);
        if (node["mode"] is { } mode && mode.Text() is not ("host" or "ingress"))
            throw new HclException(mode.Place, $"the mode '{mode.Text()}' of a port is not known", "write host, or leave it out");
        var target = (node["target"] ?? throw node.Refuse("a text, or a map with 'target'")).Number(1, ushort.MaxValue);
        var address = node["host_ip"]?.Text() is { Length: > 0 } text ? $"{(text.Contains(':', StringComparison.Ordinal) ? $"[{text}]" : text)}:" : "";
        return node.At(() => PublishedPort.Parse($"{address}{(node["published"]?.Text() is { Length: > 0 } published ? published + ":" : address.Length > 0 ? ":" : "")}{target}/{node["protocol"]?.Text() ?? "tcp"}"));
    }

    private static IEnumerable<string> ReadExposed(ComposeNode node) => node.As(static text => PublishedPort.Parse(text)).Select(static port => $"{port.ContainerPort}/{(port.Protocol == PortProtocol.Udp ? "udp" : "tcp")}");

    private static ComposeNetworkUse.Shared ReadNetworks(ComposeNode node)
    {
        var aliases = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (node.IsList)
        {
            foreach (var name in node.Texts())
                aliases[name] = [];
            return new(aliases);
        }
        foreach (var (name, use) in node.Entries)
        {
            use.IfThere()?.Fields("a network of a service", ["aliases", "priority", "gw_priority"], ("ipv4_address", NoAddresses), ("ipv6_address", NoAddresses), ("link_local_ips", NoAddresses), ("mac_address", NoAddresses),
                ("interface_name", "a container has the one interface 'eth0'; leave it out"), ("driver_opts", "there is no driver; leave it out"));
            aliases[name] = use.IfThere()?["aliases"]?.Items.Select(ServiceProgramKeys.RequireHost).ToList() ?? [];
        }
        return new(aliases);
    }

    private static ComposeNetworkUse ReadMode(ComposeNode node) => node.Text().Split(':', 2) switch
    {
        ["host"] => new ComposeNetworkUse.Host(),
        ["none"] => new ComposeNetworkUse.None(),
        ["bridge"] => new ComposeNetworkUse.Alone(),
        ["service", { Length: > 0 } name] => new ComposeNetworkUse.OfService(name),
        ["container", { Length: > 0 } name] => new ComposeNetworkUse.OfContainer(name),
        _ => throw new HclException(node.Place, $"'{node.Text()}' is no network", "write host, none, bridge, service:NAME or container:NAME; networks of the project stand under 'networks'"),
    };

    private static ComposeLink ReadExternal(ComposeNode node) => node.Text().Split(':', 2) switch
    {
        [var name] when ContainerSpec.IsHostname(name) => new(null, name, [name]),
        [var name, var alias] when ContainerSpec.IsHostname(alias) => new(null, name, [alias]),
        _ => throw new HclException(node.Place, $"'{node.Text()}' links to nothing", "write CONTAINER or CONTAINER:NAME"),
    };

    private static Dictionary<string, string> ReadHosts(ComposeNode node)
    {
        var hosts = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = !node.IsList ? node.Pairs().Select(pair => (Pair: pair, Node: node))
            : node.Items.Select(static item => (item.Text().Split('=', 2) is [var name, var address] ? KeyValuePair.Create(name, (string?)address) : new(item.Text(), null), item));
        foreach (var (pair, place) in pairs)
        {
            var (name, address) = ReadHost(pair, place);
            if (!hosts.TryAdd(name, address) && hosts[name] != address)
                throw new HclException(place.Place, $"'{name}' has two addresses in 'extra_hosts': {hosts[name]} and {address}", "a name leads to one address here; leave one out");
        }
        return hosts;
    }

    private static KeyValuePair<string, string> ReadHost(KeyValuePair<string, string?> written, ComposeNode node)
    {
        var (name, address) = ComposePaths.Host(written);
        if (address == "host-gateway")
            throw new HclException(node.Place, $"'{name}' cannot be the host: a container doesn't reach it", "run what it asks as a service, or give this one network_mode: host");
        return ContainerSpec.IsHostname(name) && IPAddress.TryParse(address?.Trim('[', ']'), out var parsed)
            ? new(name, parsed.ToString()) : throw new HclException(node.Place, $"'{name}' has no IP address in 'extra_hosts'", "write such as db=10.1.2.3");
    }
}
