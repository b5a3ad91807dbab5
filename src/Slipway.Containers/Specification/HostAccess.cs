// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What of the host a container gets that Docker's defaults keep from it.</summary>
public sealed record HostAccess
{
    /// <summary>Nothing.</summary>
    public static HostAccess None { get; } = new();

    /// <summary>Namespaces that it shares with the host. The default is none.</summary>
    public HostNamespaces Namespaces { get; init; }

    /// <summary>Devices that it sees and may use. The default is none beside /dev/null and its like.</summary>
    public IReadOnlyList<HostDevice> Devices { get; init; } = [];

    /// <summary>More devices that it may make nodes for and use. The default is none.</summary>
    public IReadOnlyList<DeviceRule> DeviceRules { get; init; } = [];

    /// <summary>Whether nothing of /proc and /sys is hidden from it or read-only. The default is false.</summary>
    public bool HasSystemPaths { get; init; }

    /// <summary>Whether it has every device, all of /proc, and /sys and its control groups to write to. The default is false.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Whether it has a /dev/shm. The default is true.</summary>
    public bool HasSharedMemory { get; init; } = true;

    /// <summary>Whether a namespace is the host's.</summary>
    public bool Shares(HostNamespaces space) => Namespaces.HasFlag(space);
}
