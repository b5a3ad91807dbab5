// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Fleet;

/// <summary>The keys that say what a service may do.</summary>
internal static class ServiceSecurityKeys
{
    private const int MaxProfileBytes = 1024 * 1024;

    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        new("cap_add", "powers of root beside Docker's set; ALL for every one", static (service, node, _) => service with { AddedCapabilities = ReadCapabilities(node) }),
        new("cap_drop", "powers of root less; ALL for every one", static (service, node, _) => service with { DroppedCapabilities = ReadCapabilities(node) }),
        new("privileged", "every power, every device, every system call", static (service, node, _) => node.Flag() ? service.With(Privileged) : service),
        new("read_only", "nothing but mounts can be written", static (service, node, _) => service.With(container => container with { ReadOnlyRoot = node.Flag() })),
        new("security_opt", "`no-new-privileges`, `seccomp=…`, `systempaths=unconfined`; `apparmor=unconfined` and `label=disable` are so anyway", static (service, node, scope) => service.With(container => Secured(container, node, scope))),
        new("devices", "`/dev/x[:/dev/y[:rwm]]`, or `source`, `target` and `permissions`", static (service, node, _) => WithAccess(service, access => access with { Devices = [.. node.Items.Select(ReadDevice)] })),
        new("device_cgroup_rules", "devices by their numbers", static (service, node, _) => WithAccess(service, access => access with { DeviceRules = [.. node.Items.Select(static item => item.As(DeviceRule.Parse))] })),
        new("sysctls", "map or list; what a container has for itself", static (service, node, _) => service.With(container => container with { KernelSettings = ReadSettings(service, node) })),
        new("ipc", "`private`, `none` or `host`", static (service, node, _) => node.Text() == "none" ? WithAccess(service, static access => access with { HasSharedMemory = false }) : Shared(service, node, HostNamespaces.Ipc)),
        new("pid", "`host`", static (service, node, _) => Shared(service, node, HostNamespaces.Processes)),
        new("uts", "`host`", static (service, node, _) => Shared(service, node, HostNamespaces.HostName)),
        new("cgroup", "`private` or `host`", static (service, node, _) => Shared(service, node, HostNamespaces.ControlGroups)),
        new("userns_mode", "`host`, which is so anyway", static (service, node, _) => Shared(service, node, HostNamespaces.None)),
    ];

    /// <summary>A service with the powers that its keys leave it, whatever their order.</summary>
    internal static ComposeService Empower(ComposeService service)
    {
        if (service.Container.Access.IsPrivileged)
            return service;
        var (added, dropped) = (service.AddedCapabilities, service.DroppedCapabilities);
        var set = dropped.Any(IsAll) ? CapabilitySet.None : added.Any(IsAll) ? CapabilitySet.All : CapabilitySet.DockerDefault;
        return service.With(container => container with { Capabilities = set.Without(dropped.Where(static name => !IsAll(name))).With(added.Where(static name => !IsAll(name))).Names });
    }

    private static ComposeService WithAccess(ComposeService service, Func<HostAccess, HostAccess> change) => service.With(container => container with { Access = change(container.Access) });

    private static ComposeService Shared(ComposeService service, ComposeNode node, HostNamespaces space) => node.Text() switch
    {
        "" or "private" => service,
        "host" => WithAccess(service, access => access with { Namespaces = access.Namespaces | space }),
        var other => throw new HclException(node.Place, $"'{other}' is not supported here", "write host, or leave it out"),
    };

    // Checked here, where the place is known.
    private static IReadOnlyList<string> ReadCapabilities(ComposeNode node) =>
        [.. node.Items.Select(static item => item.As(static name => IsAll(name) ? name : CapabilitySet.None.With(name).Names[0]))];

    private static bool IsAll(string name) => name.Equals("ALL", StringComparison.OrdinalIgnoreCase);

    private static ContainerDefinition Privileged(ContainerDefinition container) => container with
    {
        Capabilities = CapabilitySet.All.Names,
        Seccomp = SeccompFilter.Unconfined,
        Access = container.Access with { IsPrivileged = true },
    };

    private static ContainerDefinition Secured(ContainerDefinition container, ComposeNode node, ComposeScope scope)
    {
        var options = node.At(() => new SecurityOptions(node.Texts()));
        return container with
        {
            Seccomp = options.IsUnconfined ? SeccompFilter.Unconfined : container.Seccomp,
            SeccompProfile = options.ProfileFile is { } file ? ReadProfile(node, scope.PathOf(file)) : null,
            NoNewPrivileges = options.HasNoNewPrivileges,
            Access = container.Access with { HasSystemPaths = options.HasSystemPaths },
        };
    }

    private static string ReadProfile(ComposeNode node, string path) => File.Exists(path)
        ? node.At(() => SeccompProfileText.Require(new UTF8Encoding(false, true).GetString(LinuxFile.ReadAll(path, MaxProfileBytes))))
        : throw new HclException(node.Place, $"there is no file '{path}' with a seccomp profile", "write seccomp=unconfined, seccomp=builtin, or a file in the form of Docker's default profile");

    private static HostDevice ReadDevice(ComposeNode node)
    {
        if (node.IsText)
            return node.As(HostDevice.Parse);
        node.Fields("a device", ["source", "target", "permissions"]);
        var source = node["source"] ?? throw node.Refuse("a text, or a map with 'source'");
        return source.At(() => HostDevice.Parse($"{source.Text()}:{node["target"]?.Text() ?? source.Text()}:{node["permissions"]?.Text() ?? "rwm"}"));
    }

    private static Dictionary<string, string> ReadSettings(ComposeService service, ComposeNode node) => node.Pairs()
        .Select(pair => node.At(() => KernelSettings.Parse($"{pair.Key}={pair.Value}", service.Network is ComposeNetworkUse.Host, service.Container.Access))).ToDictionary(StringComparer.Ordinal);
}
