// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Slipway.Containers;

/// <summary>Which of root's powers a container's root has: names such as CAP_CHOWN, each known to Linux.</summary>
public sealed class CapabilitySet
{
    private static readonly ImmutableArray<string> InKernelOrder =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
        "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK",
        "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN",
        "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE",
        "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    private readonly ImmutableSortedSet<string> _names;

    private CapabilitySet(ImmutableSortedSet<string> names) => _names = names;

    /// <summary>None: root is a user like any other.</summary>
    public static CapabilitySet None { get; } = new(ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>What Docker gives a container.</summary>
    public static CapabilitySet DockerDefault { get; } = None.With(
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT");

    /// <summary>Every one that Linux has.</summary>
    public static CapabilitySet All { get; } = None.With(InKernelOrder);

    /// <summary>The names, in alphabetical order, with "CAP_".</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>This set with some more; names may leave out "CAP_", as in Docker's --cap-add.</summary>
    /// <exception cref="ArgumentException">Linux has no capability of such a name.</exception>
    public CapabilitySet With(params IEnumerable<string> names) => new(_names.Union(names.Select(Require)));

    /// <summary>This set without some; names may leave out "CAP_", as in Docker's --cap-drop.</summary>
    /// <exception cref="ArgumentException">Linux has no capability of such a name.</exception>
    public CapabilitySet Without(params IEnumerable<string> names) => new(_names.Except(names.Select(Require)));

    /// <summary>Whether it has a capability, by its full name.</summary>
    public bool Contains(string name) => _names.Contains(name);

    /// <summary>The part of this set whose bits are set in <paramref name="mask"/>.</summary>
    internal CapabilitySet Within(ulong mask) => new(_names.Except(InKernelOrder.Where((_, bit) => (mask & (1ul << bit)) == 0)));

    private static string Require(string name)
    {
        var full = name.ToUpperInvariant();
        full = full.StartsWith("CAP_", StringComparison.Ordinal) ? full : "CAP_" + full;
        return InKernelOrder.Contains(full) ? full : throw new ArgumentException($"Linux has no capability '{name}'.");
    }
}
