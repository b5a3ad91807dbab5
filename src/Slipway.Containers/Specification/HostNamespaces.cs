// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Which of the host's own namespaces a container is in, in place of new ones.</summary>
[Flags]
public enum HostNamespaces
{
    /// <summary>None: all are its own.</summary>
    None = 0,

    /// <summary>It sees the host's processes.</summary>
    Processes = 1,

    /// <summary>It shares memory and queues with the host's programs, /dev/shm among them.</summary>
    Ipc = 2,

    /// <summary>It has the host's name.</summary>
    HostName = 4,

    /// <summary>It sees where its control groups lie among the host's.</summary>
    ControlGroups = 8,
}
