// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Slipway.Modules;

/// <summary>Decides whether a module may be installed. Everything is judged here, by the agent, whoever asks; an image has no say.</summary>
internal sealed class ModuleGate(AgentOptions options, ModuleSet modules)
{
    private readonly LicenseVerifier _licenses = new(options.IssuersFolder, options.IsDevelopment, options.Time);

    /// <summary>Checks a request's form.</summary>
    public static ModuleSpec ReadSpec(ModuleRequest request)
    {
        var (spec, problems) = ModuleSpecReader.Read(request);
        return spec ?? throw ModuleRefusals.Malformed(problems);
    }

    /// <summary>Judges the image's registry and the license.</summary>
    public LicenseStamp Judge(ModuleSpec spec, string license)
    {
        var trusted = Trusted();
        if (!trusted.Contains(spec.Image.Registry))
            throw ModuleRefusals.RegistryNotTrusted(spec.Image, trusted);
        var verdict = _licenses.Verify(license, new(spec.Name, spec.Image, spec.Version));
        return verdict.IsGood ? LicenseStamp.Of(license, verdict) : throw ModuleRefusals.License(verdict);
    }

    /// <summary>Judges what is there: what it depends on, and the ports. The caller holds the admission.</summary>
    public void JudgeSurroundings(ModuleSpec spec)
    {
        var isNew = modules.Find(spec.Name) is null;
        if (isNew && modules.Instances.Count + modules.Operations.Count(static operation => operation.Kind == ModuleOperationKind.Install) >= options.MaxModules)
            throw ModuleRefusals.TooMany(options.MaxModules);
        foreach (var needed in spec.DependsOn)
        {
            if (modules.Find(needed) is not { } module || modules.FindOperation(needed)?.Kind == ModuleOperationKind.Uninstall)
                throw ModuleRefusals.DependencyMissing(spec.Name, needed);
            if (modules.Needs(needed, spec.Name))
                throw ModuleRefusals.DependencyCycle(spec.Name, needed);
            if (module.Run is null)
                throw ModuleRefusals.DependencyDown(spec.Name, needed);
        }
        foreach (var port in spec.Ports)
            JudgePort(spec.Name, port);
    }

    private void JudgePort(string name, ModulePort port)
    {
        var owner = modules.Instances.Select(static instance => instance.Record.Spec).Concat(modules.Operations.Select(static operation => operation.Spec))
            .FirstOrDefault(other => other.Name != name && other.Ports.Any(taken => taken.Host == port.Host));
        if (owner is not null)
            throw ModuleRefusals.PortTaken(port, $"the module '{owner.Name}'");
        var isOurs = modules.Find(name)?.Record.Spec.Ports.Any(taken => taken.Host == port.Host) ?? false;
        if (!isOurs && !IsFree(port.Host))
            throw ModuleRefusals.PortTaken(port, "another program");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            // With that option only listening tells whether somebody listens.
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private TrustedRegistries Trusted() =>
        ServerRecord.Find(options.Home) is { } server
            ? options.TrustedRegistries.With(server.Registry.Authority, $"localhost:{server.Registry.Port}")
            : options.TrustedRegistries;
}
