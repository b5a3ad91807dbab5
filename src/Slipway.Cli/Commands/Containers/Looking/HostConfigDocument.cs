// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Cli.Templates;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>What a container was given of the host, as Docker's document says it: the value of <c>.HostConfig</c>.</summary>
internal static class HostConfigDocument
{
    private const long DefaultSharedMemory = 64 * 1024 * 1024;
    private const long NanoPerProcessor = 1_000_000_000;

    /// <summary>The document.</summary>
    public static TemplateRecord Of(ContainerDefinition definition)
    {
        var (limits, access) = (definition.Resources, definition.Access);
        return new(
        [
            new("Binds", Texts([.. definition.Mounts.Select(BindOf).OfType<string>()])),
            Text("ContainerIDFile", ""),
            new("LogConfig", Record("a log's settings", Text("Type", definition.Log.IsKept ? "json-file" : "none"), new("Config", TemplateValue.OfTexts(LogOptionsOf(definition))))),
            Text("NetworkMode", NetworkDocument.NameOf(definition.Network)),
            new("PortBindings", NetworkDocument.Ports(definition.Ports)),
            new("RestartPolicy", Record("a restart policy", Text("Name", definition.Restart.ToString().Split(':')[0]), new("MaximumRetryCount", new TemplateInteger(definition.Restart.MaxRetries ?? 0)))),
            Bool("AutoRemove", definition.RemovesItself),
            Text("VolumeDriver", ""),
            new("VolumesFrom", Texts([])),
            new("CapAdd", Texts([.. definition.Capabilities.Except(CapabilitySet.DockerDefault.Names)])),
            new("CapDrop", Texts([.. CapabilitySet.DockerDefault.Names.Except(definition.Capabilities)])),
            Text("CgroupnsMode", access.Shares(HostNamespaces.ControlGroups) ? "host" : "private"),
            new("Dns", TemplateValue.OfTexts(definition.Resolver.Servers)),
            new("DnsOptions", TemplateValue.OfTexts(definition.Resolver.Options)),
            new("DnsSearch", TemplateValue.OfTexts(definition.Resolver.Searches)),
            new("ExtraHosts", Texts([.. definition.ExtraHosts.Select(static host => $"{host.Key}:{host.Value}")])),
            new("GroupAdd", Texts(definition.AdditionalGroups)),
            Text("IpcMode", !access.HasSharedMemory ? "none" : access.Shares(HostNamespaces.Ipc) ? "host" : "private"),
            Text("Cgroup", ""),
            new("Links", Texts([.. definition.Links.Select(static link => $"{(link.Target.Length > 0 ? link.Target : link.Name)}:{link.Alias}")])),
            new("OomScoreAdj", new TemplateInteger(definition.OomScoreAdjustment)),
            Text("PidMode", access.Shares(HostNamespaces.Processes) ? "host" : ""),
            Bool("Privileged", access.IsPrivileged),
            Bool("PublishAllPorts", false),
            Bool("ReadonlyRootfs", definition.ReadOnlyRoot),
            new("SecurityOpt", Texts(SecurityOf(definition))),
            new("Tmpfs", TemplateValue.OfTexts(definition.Mounts.OfType<DefinedMount.TmpfsMount>().ToDictionary(static mount => mount.Target, OptionsOf))) { OmitsEmpty = true },
            Text("UTSMode", access.Shares(HostNamespaces.HostName) ? "host" : ""),
            Text("UsernsMode", ""),
            new("ShmSize", new TemplateInteger(definition.SharedMemoryBytes ?? DefaultSharedMemory)),
            new("Sysctls", TemplateValue.OfTexts(definition.KernelSettings)) { OmitsEmpty = true },
            Text("Runtime", "runc"),
            Text("Isolation", ""),
            new("CpuShares", new TemplateInteger((long)(limits.CpuShares ?? 0))),
            new("Memory", new TemplateInteger(limits.MemoryBytes ?? 0)),
            new("NanoCpus", new TemplateInteger((long)((limits.Cpus ?? 0) * NanoPerProcessor))),
            Text("CgroupParent", definition.CgroupParent),
            new("CpuPeriod", new TemplateInteger((long)(limits.CpuPeriod ?? 0))),
            new("CpuQuota", new TemplateInteger(limits.CpuQuota ?? 0)),
            Text("CpusetCpus", limits.CpuSet),
            Text("CpusetMems", limits.MemoryNodes),
            new("Devices", new TemplateList([.. access.Devices.Select(static device => Record("a device", Text("PathOnHost", device.Path), Text("PathInContainer", device.Target), Text("CgroupPermissions", device.Access)))])),
            new("DeviceCgroupRules", Texts([.. access.DeviceRules.Select(static rule => $"{rule.Type} {Number(rule.Major)}:{Number(rule.Minor)} {rule.Access}")])),
            new("MemoryReservation", new TemplateInteger(limits.MemoryReservationBytes ?? 0)),
            new("MemorySwap", new TemplateInteger(limits.MemoryAndSwapBytes ?? limits.MemoryBytes ?? 0)),
            new("MemorySwappiness", limits.MemorySwappiness is { } swappiness ? new TemplateInteger(swappiness) : TemplateValue.Nil),
            Bool("OomKillDisable", false),
            new("PidsLimit", limits.Pids is { } pids ? new TemplateInteger(pids) : TemplateValue.Nil),
            new("Ulimits", new TemplateList([.. definition.ProcessLimits.Where(static limit => limit != ProcessLimit.DefaultOpenFiles).Select(UlimitOf)])),
            Bool("Init", definition.HasInit) with { OmitsEmpty = true },
        ])
        { Noun = "a host configuration" };
    }

    private static TemplateRecord UlimitOf(ProcessLimit limit) => Record("a limit",
        Text("Name", limit.Type["RLIMIT_".Length..].ToLowerInvariant()), new("Hard", new TemplateInteger((long)limit.Hard)), new("Soft", new TemplateInteger((long)limit.Soft)));

    private static string? BindOf(DefinedMount mount) => mount switch
    {
        DefinedMount.BindMount bind => $"{bind.Source}:{bind.Target}{(bind.Access == BindAccess.ReadOnly ? ":ro" : "")}",
        DefinedMount.VolumeMount { Volume.Length: < 64 } volume => $"{volume.Volume}:{volume.Target}{(volume.Access == BindAccess.ReadOnly ? ":ro" : "")}",
        _ => null,
    };

    private static string OptionsOf(DefinedMount.TmpfsMount mount) => string.Join(',', new[]
    {
        mount.SizeBytes is { } size ? $"size={size}" : "", mount.Mode is { } mode ? $"mode={Convert.ToString(mode, 8)}" : "", mount.AllowsExecution ? "exec" : "", mount.Options,
    }.Where(static option => option.Length > 0));

    private static List<string> SecurityOf(ContainerDefinition definition) =>
    [
        .. definition.NoNewPrivileges ? (string[])["no-new-privileges"] : [],
        .. definition.SeccompProfile is not null ? (string[])["seccomp=custom"] : definition.Seccomp == SeccompFilter.Unconfined && !definition.Access.IsPrivileged ? ["seccomp=unconfined"] : [],
        .. definition.Access.HasSystemPaths ? (string[])["systempaths=unconfined"] : [],
    ];

    private static SortedDictionary<string, string> LogOptionsOf(ContainerDefinition definition) => definition.Log == ContainerLogOptions.Default || !definition.Log.IsKept ? [] : new(StringComparer.Ordinal)
    {
        ["max-file"] = definition.Log.MaxFiles.ToString(CultureInfo.InvariantCulture),
        ["max-size"] = definition.Log.MaxFileBytes.ToString(CultureInfo.InvariantCulture),
    };

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "*";

    // Docker's is null where there is none.
    private static TemplateList Texts(IReadOnlyList<string> texts) => TemplateValue.OfTexts(texts.Count > 0 ? texts : null);

    private static TemplateRecord Record(string noun, params TemplateField[] fields) => new(fields) { Noun = noun };

    private static TemplateField Text(string name, string? text) => new(name, TemplateValue.OfText(text));

    private static TemplateField Bool(string name, bool value) => new(name, new TemplateBool(value));
}
