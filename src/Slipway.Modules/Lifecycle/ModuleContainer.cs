// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Containers;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>What a module's container is, by its spec and its image. The image's labels have no say.</summary>
internal static class ModuleContainer
{
    /// <summary>What the ids of modules' containers begin with.</summary>
    public const string IdPrefix = "mod-";

    private const byte LinkNetwork = 77;

    /// <summary>A new id for a container of a module.</summary>
    public static string NewId(string module) => $"{IdPrefix}{module}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>The module that a container's id tells; null where it is not a module's.</summary>
    public static string? ModuleOf(string id) => id.StartsWith(IdPrefix, StringComparison.Ordinal) && id.LastIndexOf('-') is > 4 and var dash ? id[IdPrefix.Length..dash] : null;

    /// <summary>The address under which a module reaches another one inside its own network.</summary>
    /// <param name="index">Which of those that it depends on.</param>
    public static IPAddress AddressOf(int index) => new([127, LinkNetwork, 0, (byte)(index + 1)]);

    /// <summary>The TCP ports that others reach a module by: those that its image exposes and those that it publishes.</summary>
    public static IReadOnlyList<int> PortsOf(ModuleSpec spec, StoredImage image) =>
        [.. (image.Config.Config?.ExposedPorts ?? []).Select(ReadPort).OfType<int>().Concat(spec.Ports.Select(static port => port.Container)).Distinct().Order()];

    /// <summary>The container's spec.</summary>
    public static ContainerSpec Create(string id, ModuleSpec spec, StoredImage image)
    {
        var config = image.Config.Config;
        var arguments = ImageProcess.Arguments(config);
        if (arguments.Count == 0)
            throw ModuleRefusals.NoCommand(spec.Image);
        var container = new ContainerSpec
        {
            Id = id,
            Arguments = arguments,
            Environment = ImageProcess.Environment(config, spec.Environment),
            WorkingDirectory = ImageProcess.WorkingDirectory(config),
            User = config?.User ?? "",
            Hostname = spec.Name,
            StopSignal = ImageProcess.StopSignal(config),
            Network = ContainerNetwork.Isolated,
            ExtraHosts = spec.DependsOn.Index().ToDictionary(static pair => pair.Item, static pair => AddressOf(pair.Index)),
            NoNewPrivileges = true,
            Resources = new() { MemoryBytes = spec.MemoryLimit, Cpus = (double?)spec.CpuLimit, Pids = StrictProfile.DefaultPids },
        };
        return spec.SecurityProfile == SecurityProfile.Strict ? StrictProfile.Apply(container) : container;
    }

    /// <summary>Refuses an image whose user is root, by name or by number, unless the profile is relaxed.</summary>
    public static void RequireUser(SlipwayHome home, ModuleSpec spec, StoredImage image, RootFileSystem root)
    {
        if (spec.SecurityProfile == SecurityProfile.Strict && StrictProfile.IsRoot(home, image.Config.Config?.User ?? "", root))
            throw ModuleRefusals.RunsAsRoot(spec.Image);
    }

    /// <summary>
    /// The health check of a module, null where it has none: the request's before the image's. Until it first succeeds it is asked often, so that an
    /// installation does not wait for the first full interval.
    /// </summary>
    public static HealthCheckConfig? HealthCheckOf(ModuleSpec spec, StoredImage image)
    {
        const long Second = 1_000_000_000;
        var config = spec.HealthCheck ?? image.Config.Config?.Healthcheck;
        if (config is null)
            return null;
        var interval = config.Interval is > 0 and var given ? given : 30 * Second;
        return config with
        {
            StartPeriod = Math.Max(config.StartPeriod ?? 0, interval),
            StartInterval = Math.Min(config.StartInterval is > 0 and var often ? often : Second, interval),
        };
    }

    private static int? ReadPort(string text) =>
        text.Split('/') is [var port, ..] parts && (parts.Length == 1 || parts[1] == "tcp") && int.TryParse(port, System.Globalization.NumberStyles.None, null, out var number)
        && number is >= 1 and <= 65535 ? number : null;
}
