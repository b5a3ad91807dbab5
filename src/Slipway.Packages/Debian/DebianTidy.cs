// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>Tells what of a freshly installed system doesn't belong in its image: what the making left behind, and what must differ between machines.</summary>
internal static class DebianTidy
{
    // Empty records of logins that programs expect to find.
    private static readonly string[] LoginRecords = ["var/log/btmp", "var/log/faillog", "var/log/lastlog", "var/log/wtmp"];

    private static readonly string[] Files =
    [
        "etc/resolv.conf", "etc/hostname", "etc/machine-id", "var/lib/dbus/machine-id", "etc/ssh/ssh_host_*",
        "etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-", "etc/subuid-", "etc/subgid-",
        "etc/apt/sources.list", "etc/apt/sources.list.d/*", "etc/apt/apt.conf.d/??mmdebstrap", "etc/dpkg/dpkg.cfg.d/??mmdebstrap",
        "var/cache/apt/*", "var/cache/debconf/*-old", "var/cache/ldconfig/*", "var/lib/apt/lists/*", "var/lib/systemd/random-seed",
        "var/lib/dpkg/*-old", "var/lib/dpkg/lock", "var/lib/dpkg/lock-frontend", "var/lib/dpkg/triggers/Lock", "var/log/*",
    ];

    private static readonly string[] Trees = ["dev/", "proc/", "sys/", "tmp/", "var/tmp/"];

    /// <summary>Whether an entry stays out of the image.</summary>
    /// <param name="path">Its path, without slashes at its ends.</param>
    /// <param name="entry">The entry.</param>
    public static bool Drops(string path, TarEntry entry)
    {
        if (Trees.Any(tree => path.StartsWith(tree, StringComparison.Ordinal)))
            return true;
        if (entry.Type == TarEntryType.Directory || (LoginRecords.Contains(path) && entry.Size == 0))
            return false;
        // A '*' goes over slashes here: a folder stays, what is in it and below goes.
        return Files.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false));
    }
}
