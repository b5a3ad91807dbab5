// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Writes a Deployment, and a Service where it listens on ports, for each service of a fleet, to the restricted standard of pods: no root, nothing writable but what is said, no powers, limits.
/// Secrets are taken from Secret objects that the cluster has.
/// </summary>
public static class KubernetesGenerator
{
    /// <summary>The folder that the files go to.</summary>
    public const string Folder = "kubernetes";

    /// <summary>Writes the files, one for each service.</summary>
    /// <param name="graph">The fleet.</param>
    /// <param name="targets">The targets that are meant.</param>
    /// <param name="options">What is said beside it.</param>
    public static FleetGeneration Generate(FleetGraph graph, IReadOnlyList<FleetTarget> targets, ServiceOptions options) => Generation.OfServices(graph, targets, options, (services, diagnostics, notes) =>
    {
        var files = new List<GeneratedFile>();
        foreach (var service in services)
        {
            Check(service, diagnostics, notes);
            var objects = new KubernetesObjects(graph.Fleet.File.Name?.Value, service, options.Replicas);
            files.Add(GeneratedFile.Create($"{Folder}/{service.Name}.yaml", DocumentWriter.Write([.. objects.Write()])));
        }
        return files;
    });

    private static void Check(FleetService service, List<Diagnostic> diagnostics, List<string> notes)
    {
        if (service.Volumes.FirstOrDefault(static volume => volume.IsOfHost) is { } bound)
            diagnostics.Add(service.Place.Error($"'{service.Name}' has '{bound.Source}' of the host as a volume, which a cluster doesn't have", "give it a named volume, or bring the files in the image"));
        if (service.Network is { } network and not ("bridge" or "default"))
            diagnostics.Add(service.Place.Error($"'{service.Name}' asks for the network '{network}', which a pod can't have", "leave 'network_mode' out"));
        if (service.Ports.FirstOrDefault(static port => !KubernetesObjects.Knows(port)) is { } odd)
            diagnostics.Add(service.Place.Error($"'{service.Name}' listens on {odd.Port}/{odd.Protocol}, which a Service can't have", "tcp, udp and sctp it can"));
        if (service.Ports.Count > 0 && !char.IsAsciiLetter(service.Name[0]))
            diagnostics.Add(service.Place.Error($"'{service.Name}' begins with a digit, which the name of a Service can't", "give it another name"));
        if (service.Ports.GroupBy(static port => (port.Published ?? port.Port, port.Protocol)).FirstOrDefault(static same => same.Count() > 1) is { Key: var twice })
            diagnostics.Add(service.Place.Error($"'{service.Name}' publishes {twice.Item1}/{twice.Protocol} twice, and a port of a Service leads to one of the container's", "publish one of them on another port"));
        if (service.Facts.Uid is null or 0)
            notes.Add(ServiceNotes.User(service));
        if (service.Ports.Count == 0)
            notes.Add($"{service.Name} is not known to listen on a port, so it gets no Service: claim its ports");
        if (service.Health is null)
            notes.Add($"how to tell that {service.Name} is well is not known{(service.Ports.Count > 0 ? ": that its port is open has to do" : "")}; claim its health check (healthcheck: {{ test: … }})");
        if (service.Environment.Where(static variable => variable is { Value: null, Reference: null }).Select(static variable => variable.Name).ToList() is { Count: > 0 } secrets)
            notes.Add($"{service.Name} takes {string.Join(", ", secrets)} from secrets of the cluster: kubectl create secret generic {KubernetesObjects.SecretOf(service)} --from-literal={secrets[0]}=…");
    }
}
