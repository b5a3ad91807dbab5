// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Fleet;

/// <summary>Writes a Compose file for what runs of a fleet, shut in as modules are: read-only, without powers, limited; secrets come from the environment of whoever starts it.</summary>
public static class ComposeGenerator
{
    /// <summary>The file's name.</summary>
    public const string FileName = "compose.yaml";

    /// <summary>Writes the file.</summary>
    /// <param name="graph">The fleet.</param>
    /// <param name="targets">The targets that are meant.</param>
    /// <param name="options">What is said beside it.</param>
    public static FleetGeneration Generate(FleetGraph graph, IReadOnlyList<FleetTarget> targets, ServiceOptions options) =>
        Generation.OfServices(graph, targets, options, (services, _, notes) => [GeneratedFile.Create(FileName, DocumentWriter.Write(Write(graph, services, notes)))]);

    private static DocumentMap Write(FleetGraph graph, IReadOnlyList<FleetService> services, List<string> notes)
    {
        var map = new DocumentMap();
        var published = new HashSet<(int, string)>();
        foreach (var service in services)
            map.Add(service.Name, Write(service, services, published, notes));
        var volumes = services.SelectMany(static service => service.Volumes).Where(static volume => volume.Source.Length > 0 && !volume.IsOfHost).Select(static volume => volume.Source).Distinct();
        var named = new DocumentMap();
        foreach (var volume in volumes)
            named.Add(volume, new DocumentMap());
        return new() { { "name", graph.Fleet.File.Name is { } name ? TargetNames.Clean(name.Value) : null }, { "services", map }, { "volumes", named.Count == 0 ? null : named } };
    }

    private static DocumentMap Write(FleetService service, IReadOnlyList<FleetService> services, HashSet<(int, string)> published, List<string> notes)
    {
        if (service.Facts.Uid is null or 0)
            notes.Add(ServiceNotes.User(service));
        return new()
        {
            { "image", Literal(service.Image.Familiar) },
            { "restart", "unless-stopped" },
            { "user", service.Facts is { Uid: { } uid and > 0 } facts ? string.Create(CultureInfo.InvariantCulture, $"{uid}{(facts.Gid is { } gid ? $":{gid}" : "")}") : null },
            { "read_only", service.IsStrict ? true : null },
            { "tmpfs", service.IsStrict ? DocumentList.Of(StrictProfile.WritableFolders.Where(folder => !service.Volumes.Any(volume => volume.Target == folder))) : null },
            { "security_opt", DocumentList.Of(["no-new-privileges:true"]) },
            { "cap_drop", service.IsStrict ? DocumentList.Of(["ALL"]) : null },
            { "network_mode", service.Network is null or "bridge" or "default" ? null : Literal(service.Network) },
            { "ports", Ports(service, published, notes) },
            { "environment", service.Environment.Count == 0 ? null : DocumentMap.Of(service.Environment.Select(Variable)) },
            { "volumes", service.Volumes.Count == 0 ? null : DocumentList.Of(service.Volumes.Select(Volume)) },
            { "depends_on", DependsOn(service, services) },
            { "healthcheck", Health(service) },
            { "deploy", new DocumentMap { { "resources", new DocumentMap { { "limits", Resources(service.Limits) }, { "reservations", Resources(service.Limits.Kept) } } } } },
        };
    }

    private static DocumentList? Ports(FleetService service, HashSet<(int, string)> published, List<string> notes)
    {
        var ports = new List<string>();
        foreach (var port in service.Ports.Where(static port => port.Published is not null))
        {
            var protocol = port.Protocol == "tcp" ? "" : $"/{port.Protocol}";
            var isFree = published.Add((port.Published!.Value, port.Protocol));
            if (!isFree)
                notes.Add($"{service.Name} listens on {port.Port} as another service does: its port of the host is any that is free ('docker compose port' tells which)");
            ports.Add(string.Create(CultureInfo.InvariantCulture, $"{(isFree ? $"{port.Published}:" : "")}{port.Port}{protocol}"));
        }
        return ports.Count == 0 ? null : DocumentList.Of(ports);
    }

    private static KeyValuePair<string, string> Variable(ServiceVariable variable) => KeyValuePair.Create(
        variable.Name, variable.Value is { } value ? Literal(value) : $"${{{variable.Reference ?? Name(variable.Name)}:?this secret is not set}}");

    // A variable of whoever starts it, by a name that Compose can read.
    private static string Name(string name) => string.Concat(name.Select(static (letter, index) => char.IsAsciiLetter(letter) || (index > 0 && char.IsAsciiDigit(letter)) ? letter : '_'));

    private static string Volume(ServiceVolume volume) =>
        Literal(volume.Source.Length == 0 ? volume.Target : $"{volume.Source}:{volume.Target}{(volume.Options is { } options ? $":{options}" : "")}");

    private static DocumentMap? DependsOn(FleetService service, IReadOnlyList<FleetService> services)
    {
        if (service.DependsOn.Count == 0)
            return null;
        var needs = new DocumentMap();
        foreach (var need in service.DependsOn.Distinct())
            needs.Add(need, new DocumentMap { { "condition", services.First(other => other.Name == need).CanBeHealthy ? "service_healthy" : "service_started" } });
        return needs;
    }

    // What the image says itself holds without a word here.
    private static DocumentMap? Health(FleetService service) => !service.HasOwnHealth || service.Health is not { } health ? null : new()
    {
        { "test", DocumentList.Of(health.Test.Select(Literal)) },
        { "interval", Time(health.Interval) },
        { "timeout", Time(health.Timeout) },
        { "retries", health.Retries },
        { "start_period", Time(health.StartPeriod) },
    };

    private static DocumentNode? Time(TimeSpan? time) => time is not { } given ? null
        : given.Ticks % TimeSpan.TicksPerSecond == 0 ? string.Create(CultureInfo.InvariantCulture, $"{given.TotalSeconds:0}s") : string.Create(CultureInfo.InvariantCulture, $"{given.TotalMilliseconds:0}ms");

    private static DocumentMap Resources(ServiceLimits limits) => new() { { "cpus", limits.Cores }, { "memory", limits.ComposeMemory } };

    // A dollar sign begins a variable for Compose.
    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
