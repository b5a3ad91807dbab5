// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>How a container is reached, as Docker's document says it: the value of <c>.NetworkSettings</c>.</summary>
internal static class NetworkDocument
{
    /// <summary>The document.</summary>
    public static TemplateRecord Of(ContainerView view)
    {
        var published = view.IsRunning ? view.Vitals?.Ports ?? [] : [];
        return new(
        [
            Text("Bridge", ""),
            Text("SandboxID", ""),
            Bool("HairpinMode", false),
            new("Ports", Ports(published)),
            Text("SandboxKey", ""),
            Text("EndpointID", ""),
            Text("Gateway", ""),
            Text("IPAddress", ""),
            new("IPPrefixLen", new TemplateInteger(0)),
            Text("MacAddress", ""),
            new("Networks", new TemplateMap([KeyValuePair.Create<string, TemplateValue>(NameOf(view.Definition.Network), new TemplateRecord(
            [
                new("Links", TemplateValue.OfTexts(view.Definition.Links.Count > 0 ? view.Definition.Links.Select(static link => $"{(link.Target.Length > 0 ? link.Target : link.Name)}:{link.Alias}") : null)),
                Text("NetworkID", ""),
                Text("EndpointID", ""),
                Text("Gateway", ""),
                Text("IPAddress", ""),
                new("IPPrefixLen", new TemplateInteger(0)),
                Text("MacAddress", ""),
            ])
            { Noun = "a network" })])),
        ])
        { Noun = "network settings" };
    }

    /// <summary>The name of a network, as <c>--network</c> takes it.</summary>
    public static string NameOf(DefinedNetwork network) => network switch
    {
        DefinedNetwork.NoNetwork => "none",
        DefinedNetwork.HostNetwork => "host",
        DefinedNetwork.EgressNetwork => "egress",
        DefinedNetwork.OtherNetwork other => $"container:{other.Container}",
        _ => "own",
    };

    /// <summary>Where ports are published, by the container's port.</summary>
    public static TemplateMap Ports(IReadOnlyList<PublishedPort> ports) => new(ports.GroupBy(PsRow.InsideOf).Select(static group => KeyValuePair.Create<string, TemplateValue>(
        group.Key, new TemplateList([.. group.Select(static port => new TemplateRecord([Text("HostIp", port.HostAddress), Text("HostPort", port.HostPort == 0 ? "" : port.HostPort.ToString(CultureInfo.InvariantCulture))]) { Noun = "a binding" })]))))
    {
        HasOwnKeys = true,
    };

    private static TemplateField Text(string name, string? text) => new(name, TemplateValue.OfText(text));

    private static TemplateField Bool(string name, bool value) => new(name, new TemplateBool(value));
}
