// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Makes of what was asked for what the runner runs.</summary>
internal static class ContainerSpecs
{
    private const byte LinkNetwork = 78;
    private static readonly string[] Inits = ["/usr/bin/tini-static", "/usr/bin/tini", "/usr/libexec/docker/docker-init", "/usr/bin/docker-init"];

    /// <summary>The address under which a container reaches one that it has a link to.</summary>
    /// <param name="index">Which of its links.</param>
    internal static IPAddress AddressOf(int index) => new([127, LinkNetwork, (byte)(index >> 8), (byte)((index & 0xFF) + 1)]);

    /// <summary>The spec of a container's next run.</summary>
    /// <exception cref="ContainerException">The host lacks what it needs; the message says what.</exception>
    internal static ContainerSpec Of(ContainerDefinition definition, VolumeStore volumes, ContainerNetwork network)
    {
        try
        {
            return Make(definition, volumes, network);
        }
        catch (ArgumentException problem)
        {
            // The types know what they take; their words are for people.
            throw new ContainerException(ContainerRefusal.Invalid, problem.Message.Split(" (Parameter", 2)[0].Split('\n')[0], problem);
        }
    }

    private static ContainerSpec Make(ContainerDefinition definition, VolumeStore volumes, ContainerNetwork network)
    {
        string[] arguments = [.. definition.Entrypoint, .. definition.Command];
        List<ContainerMount> mounts = [.. definition.Mounts.Select(mount => Of(mount, volumes))];
        if (definition.HasInit)
        {
            mounts.Add(new ContainerMount.Bind(FindInit(), "/sbin/docker-init", BindAccess.ReadOnly));
            arguments = ["/sbin/docker-init", "--", .. arguments];
        }
        return new()
        {
            Id = definition.Id,
            Arguments = arguments,
            // Docker's, unless the image or the command says otherwise.
            Environment = [$"HOSTNAME={HostnameOf(definition)}", .. definition.HasTerminal ? (string[])["TERM=xterm"] : [], .. definition.Environment],
            WorkingDirectory = definition.WorkingDirectory,
            User = definition.User,
            Hostname = HostnameOf(definition),
            DomainName = definition.DomainName,
            AdditionalGroups = definition.AdditionalGroups,
            Access = definition.Access,
            KernelSettings = definition.KernelSettings,
            Resolver = definition.Resolver,
            OomScoreAdjustment = definition.OomScoreAdjustment,
            CgroupParent = definition.CgroupParent,
            SeccompProfile = definition.SeccompProfile,
            Mounts = mounts,
            Network = network,
            ExtraHosts = HostsOf(definition),
            Capabilities = CapabilitySet.None.With(definition.Capabilities),
            Seccomp = definition.Seccomp,
            NoNewPrivileges = definition.NoNewPrivileges,
            ReadOnlyRoot = definition.ReadOnlyRoot,
            Resources = definition.Resources,
            ProcessLimits = definition.ProcessLimits,
            SharedMemoryBytes = definition.SharedMemoryBytes,
            HasTerminal = definition.HasTerminal,
            HasInput = definition.HasInput,
            // Nobody can ask how one ended that goes with its end.
            IsMonitored = !definition.RemovesItself,
            StopSignal = Signal.TryParse(definition.StopSignal, out var signal) ? signal : Signal.Term,
        };
    }

    // In the host's network, as on the host itself, its name is the host's, as with Docker.
    private static string HostnameOf(ContainerDefinition definition) => definition.Hostname
        ?? (definition.Network is DefinedNetwork.HostNetwork || definition.Access.Shares(HostNamespaces.HostName) ? ContainerSpec.HostNameOfMachine : null)
        ?? definition.Id[..12];

    private static Dictionary<string, IPAddress> HostsOf(ContainerDefinition definition)
    {
        var hosts = definition.ExtraHosts.ToDictionary(static pair => pair.Key, static pair => IPAddress.Parse(pair.Value));
        foreach (var (index, link) in definition.Links.Index())
        {
            foreach (var alias in link.Aliases)
                hosts[alias] = AddressOf(index);
        }
        return hosts;
    }

    private static ContainerMount Of(DefinedMount mount, VolumeStore volumes) => mount switch
    {
        DefinedMount.VolumeMount volume => new ContainerMount.Bind(volumes.DataOf(volume.Volume), volume.Target, volume.Access),
        DefinedMount.BindMount bind => new ContainerMount.Bind(bind.Source, bind.Target, bind.Access) { Propagation = bind.Propagation },
        DefinedMount.TmpfsMount tmpfs => new ContainerMount.Tmpfs(tmpfs.Target) { SizeBytes = tmpfs.SizeBytes, Mode = tmpfs.Mode ?? 0x3FF, AllowsExecution = tmpfs.AllowsExecution, Options = tmpfs.Options },
        _ => throw new InvalidOperationException($"There is no mount of the kind {mount.GetType().Name}."),
    };

    private static string FindInit() => Inits.FirstOrDefault(File.Exists) ?? throw new ContainerException(
        ContainerRefusal.Failed, "This machine has no init for containers. Install one (apt-get install tini), or leave --init out.");
}
