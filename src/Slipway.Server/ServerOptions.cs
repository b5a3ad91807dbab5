// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Check;
using Slipway.Modules;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>Settings of a server: the registry and the module API of one home.</summary>
public sealed record ServerOptions
{
    /// <summary>Where Slipway keeps its things.</summary>
    public required SlipwayHome Home { get; init; }

    /// <summary>The registry's settings; its certificate and its exposure are the module API's too. Null, the default: a registry in the home, at 127.0.0.1:5000.</summary>
    public RegistryOptions? Registry { get; init; }

    /// <summary>The policy that images must pass to get a tag in the registry, and to become modules. Null, the default, lets everything in.</summary>
    public IPolicySource? Policy { get; init; }

    /// <summary>The file that <see cref="Policy"/> comes from, an absolute path, of which an agent in a process of its own reads the policy too; null where it comes from none.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Where the module API listens. The default is 127.0.0.1:8080; port 0 takes any that is free.</summary>
    public IPEndPoint ApiListen { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>Whether this installation is for development: test licenses are accepted. The default is not.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>
    /// The command that starts the agent as a process of its own, <c>[/path/to/slipway, agent]</c>, with the words that make it one of
    /// <see cref="AgentKind"/>; one that runs already is used. Null, the default: the agent is a part of this process.
    /// </summary>
    public IReadOnlyList<string>? AgentCommand { get; init; }

    /// <summary>Changes the settings of an agent that is a part of this process; null for none.</summary>
    public Func<AgentOptions, AgentOptions>? ConfigureAgent { get; init; }

    /// <summary>The registries whose images may become modules, for an agent that is a part of this process.</summary>
    public TrustedRegistries TrustedRegistries { get; init; } = TrustedRegistries.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What its agent must be.</summary>
    public AgentKind AgentKind => new() { IsDevelopment = IsDevelopment, PolicyFile = PolicyFile };

    internal RegistryOptions EffectiveRegistry => Registry ?? new() { Root = Home.Registry };

    /// <summary>Where it tells what it does. The default is nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
