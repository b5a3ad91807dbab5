// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>RUN.</summary>
internal sealed record RunOperation : Operation
{
    /// <summary>What a step's machine is called, as in BuildKit.</summary>
    public const string DefaultHostname = "buildkitsandbox";

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The environment, NAME=value in order, each name once.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Proxy settings, NAME=value: they reach the step and no key.</summary>
    public IReadOnlyList<string> ProxyEnvironment { get; init; } = [];

    /// <summary><c>user[:group]</c>; empty is root.</summary>
    public required string User { get; init; }

    /// <summary>The absolute path to start in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What its machine is called. The default is <see cref="DefaultHostname"/>.</summary>
    public string Hostname { get; init; } = DefaultHostname;

    /// <summary>The network.</summary>
    public required StepNetwork Network { get; init; }

    /// <summary>The platform that the programs of the root are for.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The mounts, in the order in which they are written.</summary>
    public IReadOnlyList<StepMount> Mounts { get; init; } = [];

    /// <summary>A heredoc that is run as a file, or null.</summary>
    public RunScript? File { get; init; }

    /// <summary>Where secrets and SSH agents are; in no key.</summary>
    public RemoteAccess Access { get; init; } = RemoteAccess.None;

    /// <summary>Which variables are build arguments; in no key, for they are told to people alone.</summary>
    public IReadOnlySet<string> ArgNames { get; init; } = new HashSet<string>();

    /// <summary>The program that runs shell forms here; in no key.</summary>
    public string Shell { get; init; } = "/bin/sh";

    /// <summary>Names for /etc/hosts with their addresses; the names are in the key, as with BuildKit.</summary>
    public IReadOnlyDictionary<string, System.Net.IPAddress> ExtraHosts { get; init; } = new Dictionary<string, System.Net.IPAddress>();

    /// <summary>BuildKit's words for it in a failure: <c>/bin/sh -c make</c>.</summary>
    public string CommandText => string.Join(' ', Arguments);

    public override void Describe(KeyWriter key)
    {
        key.Add("kind", "run");
        key.Add("command", Arguments);
        foreach (var variable in Environment)
            key.Add($"variable {variable[..variable.IndexOf('=', StringComparison.Ordinal)]}", variable);
        key.Add("user", User);
        key.Add("working directory", WorkingDirectory);
        if (Hostname != DefaultHostname)
            key.Add("hostname", Hostname);
        key.Add("network", Network.ToString());
        key.Add("platform", Platform.ToString());
        if (ExtraHosts.Count > 0)
            key.Add("extra hosts", ExtraHosts.Keys.Order(StringComparer.Ordinal));
        foreach (var mount in Mounts.Where(static mount => mount is not SshStepMount))
            key.Add($"mount {mount.Target}", mount.Describe());
        if (File is { } file)
            key.Add("script", [file.FileName ?? "", file.Text]);
    }

    // Who has an agent and who has none come to the same, as with BuildKit, but don't share a run.
    public override void Identify(KeyWriter key)
    {
        foreach (var mount in Mounts.OfType<SshStepMount>())
            key.Add($"mount {mount.Target}", mount.Describe());
    }
}
