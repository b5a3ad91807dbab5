// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Check;
using Slipway.Containers;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Settings of an agent.</summary>
public sealed record AgentOptions
{
    /// <summary>Where Slipway keeps its things.</summary>
    public required SlipwayHome Home { get; init; }

    /// <summary>Whether test licenses are accepted. The default is not to.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>The registries whose images may become modules, beside that of this home's running server.</summary>
    public TrustedRegistries TrustedRegistries { get; init; } = TrustedRegistries.Default;

    /// <summary>The policy that images must pass to become modules. The default is none, which lets everything in that a trusted registry has.</summary>
    public IPolicySource? Policy { get; init; }

    /// <summary>The file that <see cref="Policy"/> comes from, an absolute path; null where it comes from none.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>Who to be at registries. The default is whom this process's environment names, as <c>slipway login</c> does.</summary>
    public CredentialStore Credentials { get; init; } = CredentialStore.FromEnvironment();

    /// <summary>How registries are dealt with. The default is null, which is as this process's environment names it, as <c>slipway pull</c> does.</summary>
    public RegistrySettings? Registries { get; init; }

    /// <summary>How many modules there may be. The default is 50.</summary>
    public int MaxModules { get; init; } = 50;

    /// <summary>How long a module without a health check must run to count as started. The default is 3 s.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest that a module may take to become healthy, whatever its check allows. The default is 5 minutes.</summary>
    public TimeSpan HealthyWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a module may take to end when asked to. The default is 10 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How modules that end are started again.</summary>
    public RestartOptions Restart { get; init; } = RestartOptions.Default;

    /// <summary>How containers by hand get a way out.</summary>
    public EgressOptions Egress { get; init; } = EgressOptions.Default;

    /// <summary>How long the log of a container by hand is kept that was taken away; zero keeps none. The default is a day.</summary>
    public TimeSpan KeepLogs { get; init; } = RemovedLogs.DefaultTime;

    /// <summary>After how long it ends by itself that it has had nothing to do: nobody asked, no container runs or is to run, no module is installed. The default is null: never.</summary>
    public TimeSpan? EndsIdleAfter { get; init; }

    /// <summary>Reads what an order's command line asks for. The default is null: such orders are refused.</summary>
    public Func<StreamOrder, CancellationToken, Task<LeasedOrder>>? ReadOrder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where it tells what it does. The default is nowhere.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where it listens.</summary>
    public string SocketPath => AgentSocket.PathOf(Home);

    /// <summary>Where the public keys of license issuers are, <c>&lt;key id&gt;.pem</c>.</summary>
    public string IssuersFolder => Path.Combine(Home.Modules, "issuers");
}
