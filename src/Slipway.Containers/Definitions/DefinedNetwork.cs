// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>Which network a container by hand is in.</summary>
[JsonDerivedType(typeof(OwnNetwork), "own")]
[JsonDerivedType(typeof(NoNetwork), "none")]
[JsonDerivedType(typeof(HostNetwork), "host")]
[JsonDerivedType(typeof(EgressNetwork), "egress")]
[JsonDerivedType(typeof(OtherNetwork), "container")]
public abstract record DefinedNetwork
{
    private DefinedNetwork()
    {
    }

    /// <summary>One of its own: ports can be published, links lead out, nothing else does.</summary>
    public static DefinedNetwork Own { get; } = new OwnNetwork();

    /// <summary>Nothing but a loopback interface that nobody reaches.</summary>
    public static DefinedNetwork None { get; } = new NoNetwork();

    /// <summary>The host's.</summary>
    public static DefinedNetwork Host { get; } = new HostNetwork();

    /// <summary>One of its own with a way out, through addresses of the host.</summary>
    public static DefinedNetwork Egress { get; } = new EgressNetwork();

    /// <summary>Reads <c>--network</c>: <c>own</c> (Docker's <c>bridge</c> and <c>default</c>), <c>none</c>, <c>host</c>, <c>egress</c>, <c>container:NAME</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">The id of the container that a word names.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static DefinedNetwork Parse(string text, Func<string, string> find) => text.Split(':', 2) switch
    {
        ["own" or "bridge" or "default"] => Own,
        ["none"] => None,
        ["host"] => Host,
        ["egress"] => Egress,
        ["container", { Length: > 0 } other] => new OtherNetwork(find(other)),
        _ => throw new FormatException(
            $"'{text}' is no network; expected own, none, host, egress or container:NAME. Networks that several containers share are not supported: --link NAME leads from one to another."),
    };

    /// <summary>See <see cref="Own"/>.</summary>
    public sealed record OwnNetwork : DefinedNetwork;

    /// <summary>See <see cref="None"/>.</summary>
    public sealed record NoNetwork : DefinedNetwork;

    /// <summary>See <see cref="Host"/>.</summary>
    public sealed record HostNetwork : DefinedNetwork;

    /// <summary>See <see cref="Egress"/>.</summary>
    public sealed record EgressNetwork : DefinedNetwork;

    /// <summary>Another container's.</summary>
    /// <param name="Container">Its id.</param>
    public sealed record OtherNetwork(string Container) : DefinedNetwork;
}
