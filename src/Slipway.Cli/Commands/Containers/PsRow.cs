// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Cli.Listings;
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>One line of <c>slipway ps</c>.</summary>
internal sealed record PsRow
{
    private const int CommandLength = 20, MountLength = 15;

    /// <summary>The id, whole.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The image as it was named.</summary>
    public required string Image { get; init; }

    /// <summary>The program and its arguments, joined.</summary>
    public required string Command { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>created</c>, <c>running</c>, <c>restarting</c>, <c>exited</c> or <c>removing</c>.</summary>
    public required string State { get; init; }

    /// <summary>How it is, in words.</summary>
    public required string Status { get; init; }

    /// <summary>Where its ports are published.</summary>
    public required IReadOnlyList<string> Ports { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>What is mounted: volumes by name, the host's folders by path.</summary>
    public required IReadOnlyList<string> Mounts { get; init; }

    /// <summary>How many of the mounts are volumes.</summary>
    public required int LocalVolumes { get; init; }

    /// <summary>Its network.</summary>
    public required string Network { get; init; }

    /// <summary>What it wrote, and with its image; null where nobody asked.</summary>
    public string? Size { get; init; }

    /// <summary>The headings of the fields.</summary>
    public static TemplateRecord Headings { get; } = Listing.Headings(
        ("ID", "CONTAINER ID"), ("Image", "IMAGE"), ("Command", "COMMAND"), ("CreatedAt", "CREATED AT"), ("RunningFor", "CREATED"), ("State", "STATE"), ("Status", "STATUS"), ("Ports", "PORTS"),
        ("Names", "NAMES"), ("Labels", "LABELS"), ("Mounts", "MOUNTS"), ("LocalVolumes", "LOCAL VOLUMES"), ("Networks", "NETWORKS"), ("Size", "SIZE"));

    /// <summary>The line of a container.</summary>
    public static PsRow Of(ContainerView container, DateTimeOffset now)
    {
        var definition = container.Definition;
        return new()
        {
            Id = definition.Id,
            Name = definition.Name,
            Image = definition.Image,
            Command = string.Join(' ', definition.Entrypoint.Concat(definition.Command)),
            CreatedAt = definition.CreatedAt,
            State = container.Status,
            Status = StatusOf(container, now),
            Ports = [.. (container.IsRunning ? container.Vitals?.Ports ?? [] : []).Select(static port => $"{OutsideOf(port)}->{InsideOf(port)}")],
            Labels = definition.Labels,
            Mounts = [.. definition.Mounts.Where(static mount => mount is not DefinedMount.TmpfsMount).Select(static mount => mount switch
            {
                DefinedMount.VolumeMount volume => volume.Volume,
                DefinedMount.BindMount bind => bind.Source,
                _ => mount.Target,
            })],
            LocalVolumes = definition.Mounts.OfType<DefinedMount.VolumeMount>().Count(),
            Network = NetworkDocument.NameOf(definition.Network),
        };
    }

    /// <summary>The fields as Docker shows them.</summary>
    public TemplateRecord ToFields(bool isWhole, DateTimeOffset now) => Listing.Row(
        ("ID", isWhole ? Id : Id[..12]),
        ("Image", Image),
        ("Command", $"\"{(isWhole || Command.Length <= CommandLength ? DisplayText.Clean(Command) : DisplayText.Clean(Command[..(CommandLength - 1)]) + "…")}\""),
        ("CreatedAt", CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture)),
        ("RunningFor", Units.Ago(CreatedAt, now)),
        ("State", State),
        ("Status", Status),
        ("Ports", string.Join(", ", Ports)),
        ("Names", Name),
        ("Labels", string.Join(',', Labels.Select(static label => $"{label.Key}={label.Value}"))),
        ("Mounts", string.Join(',', Mounts.Select(mount => isWhole || mount.Length <= MountLength ? mount : mount[..(MountLength - 1)] + "…"))),
        ("LocalVolumes", LocalVolumes.ToString(CultureInfo.InvariantCulture)),
        ("Networks", Network),
        ("Size", Size ?? ""));

    /// <summary>Where a port is reached: <c>127.0.0.1:8080</c>.</summary>
    public static string OutsideOf(PublishedPort port) => port.HostAddress.Contains(':') ? $"[{port.HostAddress}]:{port.HostPort}" : $"{port.HostAddress}:{port.HostPort}";

    /// <summary>What it leads to: <c>80/tcp</c>.</summary>
    public static string InsideOf(PublishedPort port) => $"{port.ContainerPort}/{(port.Protocol == PortProtocol.Udp ? "udp" : "tcp")}";

    private static string StatusOf(ContainerView container, DateTimeOffset now)
    {
        if (container.IsRunning)
        {
            var health = container.Definition.HealthCheck?.Test is null or [] or ["NONE"] ? "" : container.Vitals?.Health?.Status switch
            {
                HealthStatus.Healthy => " (healthy)",
                HealthStatus.Unhealthy => " (unhealthy)",
                _ => " (health: starting)",
            };
            return $"Up {Units.Ago(container.State!.StartedAt, now).Replace(" ago", "", StringComparison.Ordinal)}{(container.State.IsPaused ? " (Paused)" : health)}";
        }
        var exit = container.State?.Exit ?? container.Fate.Exit;
        var code = exit?.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
        return container.Status switch
        {
            "created" => "Created",
            "removing" => "Removal in progress",
            "restarting" => $"Restarting ({code}) {Units.Ago(exit?.EndedAt, now)}{(container.Fate.Restarts.IsCrashLoop ? ", crash loop" : "")}{OutOfMemory(exit)}",
            _ => $"Exited ({code}) {Units.Ago(exit?.EndedAt, now)}{OutOfMemory(exit)}",
        };
    }

    // Its first process may have lived on where the kernel killed another.
    private static string OutOfMemory(ContainerExit? exit) =>
        exit is { IsOutOfMemory: true } ? exit.ExitCode is 137 or null ? ", out of memory" : ", a process of it was killed: out of memory" : "";
}
