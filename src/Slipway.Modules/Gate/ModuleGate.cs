// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.Check;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Decides whether a module may be installed. Everything is judged here, by the agent, whoever asks; an image has no say.</summary>
internal sealed class ModuleGate(ModuleServices services, ModuleSet modules)
{
    private readonly LicenseVerifier _licenses = new(services.Options.IssuersFolder, services.Options.IsDevelopment, services.Options.Time);

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

    /// <summary>Judges an image by the policy: the one of this machine's platform, by its digest, in the store.</summary>
    public async Task JudgeImageAsync(PolicyDoors door, ModuleSpec spec, StoredImage image, CancellationToken cancellationToken)
    {
        if (services.Options.Policy is not { } policy)
            return;
        var verdict = await services.Images.OpenJudge().JudgeAsync(policy.Current, PolicyRequest.Of(door, spec.Image, image.Manifest.Descriptor), cancellationToken);
        foreach (var warning in verdict.Warnings)
            Log.PolicyWarns(services.Log, spec.Name, spec.Image, warning);
        if (verdict.Reason is { } reason)
            throw ModuleRefusals.Policy(reason);
    }

    /// <summary>Judges what is there: what it depends on, and the ports. The caller holds the admission.</summary>
    public void JudgeSurroundings(ModuleSpec spec)
    {
        var isNew = modules.Find(spec.Name) is null;
        if (isNew && modules.Instances.Count + modules.Operations.Count(static operation => operation.Kind == ModuleOperationKind.Install) >= services.Options.MaxModules)
            throw ModuleRefusals.TooMany(services.Options.MaxModules);
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
        ServerRecord.Find(services.Options.Home) is { } server
            ? services.Options.TrustedRegistries.With(server.Registry.Authority, $"localhost:{server.Registry.Port}")
            : services.Options.TrustedRegistries;
}
