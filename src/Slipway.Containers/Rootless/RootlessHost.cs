// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>Whether this machine lets an ordinary user be root of a user namespace with users and groups of its own, and what is missing where it doesn't.</summary>
public static class RootlessHost
{
    private const string Users = "/proc/sys/user/max_user_namespaces", Clone = "/proc/sys/kernel/unprivileged_userns_clone";
    private const string AppArmor = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";

    /// <summary>What keeps this process from owning files of several users, mounting, and running containers; null for root, of the machine or of a user namespace.</summary>
    public static RootlessObstacle? Find(SlipwayHome home) => Environment.IsPrivilegedProcess ? null : FindBeforehand() ?? RootlessProbe.Recall(home)
        ?? new("this command makes none", "run it as root, with sudo for instance");

    /// <summary>Makes sure that nothing is in the way.</summary>
    /// <exception cref="ExecutionException">Something is; the message says what, and what mends it.</exception>
    public static void RequireRights(SlipwayHome home)
    {
        if (Find(home) is not { } obstacle)
            return;
        throw new ExecutionException(
            $"Containers need root, or a user namespace, and {obstacle.Reason}. To mend it: {obstacle.Remedy}.") { Program = "unshare" };
    }

    /// <summary>What is in the way of making a namespace, as far as reading tells; null where nothing is.</summary>
    internal static RootlessObstacle? FindBeforehand() => FindMissingProgram() ?? FindSetting() ?? FindMissingRange();

    private static RootlessObstacle? FindMissingProgram()
    {
        foreach (var (program, package) in ((string, string)[])[("unshare", "util-linux"), ("newuidmap", "uidmap"), ("newgidmap", "uidmap")])
        {
            if (Command.Find(program) is null)
                return new($"the program '{program}', which makes one, is not installed", $"as root: apt-get install {package}");
        }
        return null;
    }

    private static RootlessObstacle? FindSetting()
    {
        if (Read(Users) == "0")
            return new("this machine allows none: user.max_user_namespaces is 0", "as root: sysctl -w user.max_user_namespaces=15000");
        return Read(Clone) == "0"
            ? new("this machine allows them to root alone: kernel.unprivileged_userns_clone is 0", "as root: sysctl -w kernel.unprivileged_userns_clone=1")
            : null;
    }

    private static RootlessObstacle? FindMissingRange()
    {
        foreach (var (path, option) in ((string, string)[])[("/etc/subuid", "--add-subuids"), ("/etc/subgid", "--add-subgids")])
        {
            if (!SubordinateIds.Has(path))
            {
                return new(
                    $"the user '{Environment.UserName}' has no range of ids in {path}",
                    $"as root: usermod {option} {SubordinateIds.FindFree(path)} {Environment.UserName}");
            }
        }
        return null;
    }

    /// <summary>What stands in the way when the attempt itself ended badly.</summary>
    internal static RootlessObstacle Judge(string said) =>
        Read(AppArmor) == "1" && said.Contains("not permitted", StringComparison.OrdinalIgnoreCase)
            ? new($"AppArmor keeps them from ordinary users here ({said})", "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0")
        : said.Contains("map-auto", StringComparison.Ordinal)
            ? new($"the program 'unshare' is older than util-linux 2.38 ({said})", "install a newer util-linux, or run the command as root")
        : new($"making one was refused: {said}", "see whether this machine, or the container it is, lets users make namespaces; or run the command as root");

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null; // then the attempt tells
        }
    }
}
