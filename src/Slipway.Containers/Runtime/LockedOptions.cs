// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>What a user namespace may not take from a mount that it got from the machine, and so has to ask for when it changes anything about a bind of it.</summary>
internal static class LockedOptions
{
    private static readonly string[] Lockable = ["nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime"];

    /// <summary>The options of the mount that a path is on; none for the machine's root, who may change them all.</summary>
    internal static IEnumerable<string> Of(string path)
    {
        if (UserNamespace.IsInitial)
            return [];
        // The last mount on the deepest target is the one that shows.
        var mount = MountTable.Read().Where(entry => entry.Target == "/" || path == entry.Target || path.StartsWith(entry.Target + "/", StringComparison.Ordinal))
            .OrderBy(static entry => entry.Target.Length).LastOrDefault();
        return mount is null ? [] : mount.Options.Split(',').Where(Lockable.Contains).Distinct();
    }
}
