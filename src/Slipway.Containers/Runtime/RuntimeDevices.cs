// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using static Slipway.Containers.RuntimeSpec;

namespace Slipway.Containers;

/// <summary>The devices of a container beside those that every one has: their nodes in its /dev, and the rules that let it use them.</summary>
internal static class RuntimeDevices
{
    private const string HostFolder = "/dev";

    // What every container has of its own.
    private static readonly string[] Owns = ["pts", "shm", "fd", "mqueue", "console", "ptmx", "stdin", "stdout", "stderr", "core"];

    /// <summary>The nodes that are made.</summary>
    /// <exception cref="ExecutionException">The host has no such device.</exception>
    internal static IReadOnlyList<DeviceNodePart> NodesOf(HostAccess access) =>
        [.. (access.IsPrivileged ? Below(HostFolder, HostFolder) : []).Concat(access.Devices.SelectMany(static device => NodesOf(device))).DistinctBy(static node => node.Path)];

    /// <summary>The rules, the first that nothing is allowed; the runtime allows /dev/null and its like by itself.</summary>
    internal static IReadOnlyList<DevicePart> RulesOf(HostAccess access) =>
    [
        new(access.IsPrivileged, "rwm"),
        .. access.Devices.SelectMany(static device => NodesOf(device).Select(node => new DevicePart(true, device.Access, node.Type, node.Major, node.Minor))),
        .. access.DeviceRules.Select(static rule => new DevicePart(true, rule.Access, rule.Type.ToString(), rule.Major, rule.Minor)),
    ];

    private static List<DeviceNodePart> NodesOf(HostDevice device)
    {
        if (LinuxFile.TryGetStatus(device.Path, FinalLink.Follow) is not { } status)
            throw Missing(device, "has no such file");
        if (status.Type != FileType.Directory)
            return [NodeOf(device.Target, status) ?? throw Missing(device, "has no device there")];
        return Below(device.Path, device.Target) is { Count: > 0 } nodes ? nodes : throw Missing(device, "has no devices in that folder");
    }

    private static List<DeviceNodePart> Below(string folder, string target)
    {
        var nodes = new List<DeviceNodePart>();
        foreach (var item in LinuxFile.List(folder).Where(item => folder != HostFolder || !Owns.Contains(item.Name)))
        {
            var (path, inside) = ($"{folder}/{item.Name}", $"{target}/{item.Name}");
            if (LinuxFile.TryGetStatus(path) is not { } status)
                continue;
            if (status.Type == FileType.Directory)
                nodes.AddRange(Below(path, inside));
            else if (NodeOf(inside, status) is { } node)
                nodes.Add(node);
        }
        return nodes;
    }

    private static DeviceNodePart? NodeOf(string target, FileStatus status) => status.Type is FileType.CharacterDevice or FileType.BlockDevice
        ? new(target, status.Type == FileType.CharacterDevice ? "c" : "b", status.SpecialDevice.Major, status.SpecialDevice.Minor, status.Mode, status.UserId, status.GroupId) : null;

    private static ExecutionException Missing(HostDevice device, string why) =>
        new($"Cannot give the container the device '{device.Path}': this machine {why}.") { Program = device.Path };
}
