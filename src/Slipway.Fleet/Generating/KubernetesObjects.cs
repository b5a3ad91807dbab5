// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Containers;

namespace Slipway.Fleet;

/// <summary>The objects of one service in a cluster.</summary>
internal sealed partial class KubernetesObjects(string? fleet, FleetService service, int replicas)
{
    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\A(?:volume|data)-[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Unnamed();

    /// <summary>Whether a Service can have a port.</summary>
    internal static bool Knows(ServicePort port) => port.Protocol is "tcp" or "udp" or "sctp";

    /// <summary>The Secret that a service's secrets are looked for in where nothing else was said.</summary>
    internal static string SecretOf(FleetService service) => $"{service.Name[..Math.Min(service.Name.Length, 55)]}-secrets";

    /// <summary>The claims of volumes first, then the Deployment, then the Service.</summary>
    internal IEnumerable<DocumentNode> Write()
    {
        foreach (var source in _names.Keys)
            yield return new DocumentMap
            {
                { "apiVersion", "v1" },
                { "kind", "PersistentVolumeClaim" },
                { "metadata", Metadata(ClaimOf(source)) },
                { "spec", new DocumentMap { { "accessModes", DocumentList.Of(["ReadWriteOnce"]) }, { "resources", new DocumentMap { { "requests", new DocumentMap { { "storage", "1Gi" } } } } } } },
            };
        yield return Deployment();
        if (service.Ports.Count > 0)
            yield return Service();
    }

    // Named volumes by their sources, under names that no two of them share, nor those of folders that nobody named.
    private readonly Dictionary<string, string> _names = NamesOf(service.Volumes.Select(static volume => volume.Source).Where(static source => source.Length > 0).Distinct());

    private static Dictionary<string, string> NamesOf(IEnumerable<string> sources)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StrictProfile.WritableFolders.Select(NameOf), StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var clean = TargetNames.Clean(source);
            var name = Unnamed().IsMatch(clean) ? $"named-{clean}" : clean;
            for (var number = 2; !taken.Add(name); number++)
                name = string.Create(CultureInfo.InvariantCulture, $"{clean[..Math.Min(clean.Length, 55)]}-{number}");
            names[source] = name;
        }
        return names;
    }

    private string ClaimOf(string source) => $"{service.Name}-{_names[source]}";

    private static string NameOf(string folder) => folder.Trim('/').Replace('/', '-');

    private DocumentMap Selector => new() { { "app", service.Name } };

    private DocumentMap Metadata(string name)
    {
        var labels = new DocumentMap { { "app", service.Name }, { "app.kubernetes.io/name", service.Name } };
        if (fleet is not null && LabelValue().IsMatch(fleet))
            labels.Add("app.kubernetes.io/part-of", fleet);
        if (service.Version is { } version && LabelValue().IsMatch(version))
            labels.Add("app.kubernetes.io/version", version);
        return new() { { "name", name }, { "labels", labels } };
    }

    private DocumentMap Deployment() => new()
    {
        { "apiVersion", "apps/v1" },
        { "kind", "Deployment" },
        { "metadata", Metadata(service.Name) },
        { "spec", new DocumentMap
        {
            { "replicas", replicas },
            // A volume that one pod has is not to be had by the next before the first has gone.
            { "strategy", _names.Count > 0 ? new DocumentMap { { "type", "Recreate" } } : null },
            { "selector", new DocumentMap { { "matchLabels", Selector } } },
            { "template", new DocumentMap { { "metadata", new DocumentMap { { "labels", Selector } } }, { "spec", Pod() } } },
        } },
    };

    private DocumentMap Pod()
    {
        var volumes = Volumes().ToList();
        return new()
        {
            { "automountServiceAccountToken", false },
            { "enableServiceLinks", false },
            { "securityContext", new DocumentMap
            {
                { "runAsNonRoot", service.Facts.Uid != 0 },
                { "runAsUser", service.Facts.Uid },
                // A user's own group has the user's number nearly everywhere, and without it the group would be root.
                { "runAsGroup", service.Facts.Gid ?? service.Facts.Uid },
                { "fsGroup", _names.Count > 0 ? service.Facts.Gid ?? service.Facts.Uid : null },
                { "seccompProfile", new DocumentMap { { "type", "RuntimeDefault" } } },
            } },
            { "containers", new DocumentList([Container(volumes)]) },
            // One that is mounted at two places is one.
            { "volumes", volumes.Count == 0 ? null : new DocumentList([.. volumes.DistinctBy(static volume => volume.Name).Select(static volume => volume.Volume)]) },
        };
    }

    private DocumentMap Container(List<(string Name, DocumentNode Volume, DocumentNode Mount)> volumes) => new()
    {
        { "name", service.Name },
        { "image", service.Image.Familiar },
        { "ports", service.Ports.Count == 0 ? null : new DocumentList([.. service.Ports.Select(Port)]) },
        { "env", service.Environment.Count == 0 ? null : new DocumentList([.. service.Environment.Select(Variable)]) },
        { "resources", new DocumentMap { { "requests", Resources(service.Limits.Kept) }, { "limits", Resources(service.Limits) } } },
        { "securityContext", new DocumentMap
        {
            { "allowPrivilegeEscalation", false },
            { "readOnlyRootFilesystem", service.IsStrict },
            { "capabilities", service.IsStrict ? new DocumentMap { { "drop", DocumentList.Of(["ALL"]) } } : null },
        } },
        { "startupProbe", new KubernetesProbes(service).Startup },
        { "readinessProbe", new KubernetesProbes(service).Readiness },
        { "livenessProbe", new KubernetesProbes(service).Liveness },
        { "volumeMounts", volumes.Count == 0 ? null : new DocumentList([.. volumes.Select(static volume => volume.Mount)]) },
    };

    private static DocumentNode Port(ServicePort port) => new DocumentMap { { "name", NameOf(port) }, { "containerPort", port.Port }, { "protocol", port.Protocol.ToUpperInvariant() } };

    private DocumentNode Variable(ServiceVariable variable) => variable.Value is { } value
        ? new DocumentMap { { "name", variable.Name }, { "value", Literal(value) } }
        : new DocumentMap { { "name", variable.Name }, { "valueFrom", new DocumentMap { { "secretKeyRef", SecretKey(variable) } } } };

    private DocumentMap SecretKey(ServiceVariable variable) => variable.Reference?.Split('/', 2) switch
    {
        [{ Length: > 0 } secret, { Length: > 0 } key] => new() { { "name", secret }, { "key", key } },
        [{ Length: > 0 } secret] => new() { { "name", secret }, { "key", variable.Name } },
        _ => new() { { "name", SecretOf(service) }, { "key", variable.Name } },
    };

    private static DocumentMap Resources(ServiceLimits limits) => new() { { "cpu", limits.Cpu }, { "memory", limits.Memory } };

    // Folders in memory where nothing else can be written, disks for what is to stay, and a folder of the pod's for what the image keeps data in.
    private IEnumerable<(string Name, DocumentNode Volume, DocumentNode Mount)> Volumes()
    {
        var taken = new HashSet<string>(service.Volumes.Select(static volume => volume.Target), StringComparer.Ordinal);
        foreach (var (volume, number) in service.Volumes.Select(static (volume, number) => (volume, number)))
        {
            var name = volume.Source.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"volume-{number + 1}") : _names[volume.Source];
            var source = volume.Source.Length == 0 ? new DocumentMap { { "name", name }, { "emptyDir", new DocumentMap() } }
                : new() { { "name", name }, { "persistentVolumeClaim", new DocumentMap { { "claimName", ClaimOf(volume.Source) } } } };
            yield return (name, source, Mount(name, volume.Target, volume.IsReadOnly));
        }
        foreach (var (path, number) in service.Facts.Volumes.Where(taken.Add).Select(static (path, number) => (path, number)))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"data-{number + 1}");
            yield return (name, new DocumentMap { { "name", name }, { "emptyDir", new DocumentMap() } }, Mount(name, path, false));
        }
        foreach (var folder in StrictProfile.WritableFolders.Where(folder => service.IsStrict && taken.Add(folder)))
        {
            var name = NameOf(folder);
            yield return (name, new DocumentMap { { "name", name }, { "emptyDir", new DocumentMap { { "medium", "Memory" } } } }, Mount(name, folder, false));
        }
    }

    private static DocumentMap Mount(string name, string path, bool isReadOnly) => new() { { "name", name }, { "mountPath", path }, { "readOnly", isReadOnly ? true : null } };

    private DocumentMap Service() => new()
    {
        { "apiVersion", "v1" },
        { "kind", "Service" },
        { "metadata", Metadata(service.Name) },
        { "spec", new DocumentMap
        {
            { "selector", Selector },
            { "ports", new DocumentList([.. service.Ports.Select(static port => new DocumentMap
            {
                { "name", NameOf(port) }, { "port", port.Published ?? port.Port }, { "targetPort", NameOf(port) }, { "protocol", port.Protocol.ToUpperInvariant() },
            })]) },
        } },
    };

    private static string NameOf(ServicePort port) => string.Create(CultureInfo.InvariantCulture, $"{port.Protocol}-{port.Port}");

    // What Kubernetes would take for another variable of the container, and two of the sign for one.
    private static string Literal(string value) => value.Replace("$", "$$", StringComparison.Ordinal);
}
