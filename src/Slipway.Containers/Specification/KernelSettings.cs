// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>The kernel's settings that a container may have for itself: those of its network and of its queues and shared memory.</summary>
public static class KernelSettings
{
    private static readonly string[] OfQueues =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];

    /// <summary>Reads Docker's <c>--sysctl</c>: <c>net.core.somaxconn=1024</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isHostNetwork">Whether the container is in the host's network.</param>
    /// <param name="access">What it shares with the host.</param>
    /// <exception cref="FormatException">It is none, or the setting is the whole machine's.</exception>
    public static KeyValuePair<string, string> Parse(string text, bool isHostNetwork, HostAccess access)
    {
        if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
            throw new FormatException($"'{text}' sets nothing; expected NAME=VALUE, such as net.core.somaxconn=1024.");
        var (name, value) = (text[..equals], text[(equals + 1)..]);
        if (!name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') || name.Contains("..", StringComparison.Ordinal))
            throw new FormatException($"'{name}' is no name of a kernel's setting; one is net.core.somaxconn.");
        var isOfNetwork = name.StartsWith("net.", StringComparison.Ordinal);
        if (!isOfNetwork && !OfQueues.Contains(name) && !name.StartsWith("fs.mqueue.", StringComparison.Ordinal))
            throw new FormatException($"'{name}' is a setting of the whole machine; a container has net.*, fs.mqueue.* and those of messages and shared memory for itself. Set it on the host.");
        if (isOfNetwork ? isHostNetwork : access.Shares(HostNamespaces.Ipc))
            throw new FormatException($"'{name}' is the host's where the container shares the host's {(isOfNetwork ? "network" : "shared memory")}. Set it on the host.");
        return new(name, value);
    }
}
