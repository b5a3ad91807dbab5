// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Containers;

/// <summary>
/// Goes on as root of a user namespace, for an ordinary user: this process becomes the program once more, under <c>unshare</c> of util-linux, with the
/// user's subordinate ids and a mount namespace of its own. What has threads cannot enter one by itself. It stays the same process, so nothing of its
/// terminal, its input, its signals and its exit code changes hands.
/// </summary>
public static class NamespaceEntry
{
    // Keeps a program that comes back with no more rights from trying for ever. It gives none: those are the kernel's to tell.
    private const string Mark = "SLIPWAY_NAMESPACE";

    /// <summary>Whether this process made its user namespace by <see cref="Enter"/>, so that no other command can come back into it.</summary>
    public static bool IsInside => IsMarked && UserNamespace.IsRootOfNested;

    private static bool IsMarked => Environment.GetEnvironmentVariable(Mark) == "1";

    /// <summary>
    /// Enters where it is of use and possible, and then doesn't return. As root, inside, or where this machine doesn't allow it, it does nothing: what needs
    /// rights then says what is missing (<see cref="RootlessHost.RequireRights"/>). What a killed command left running is ended before, because from
    /// inside a new namespace nobody can.
    /// </summary>
    /// <param name="command">The program and its arguments, with which to go on.</param>
    /// <param name="home">The home, which the program keeps inside.</param>
    public static void Enter(IReadOnlyList<string> command, SlipwayHome home)
    {
        if (Environment.IsPrivilegedProcess || IsMarked || RootlessHost.FindBeforehand() is not null || !RootlessProbe.IsOpen(home))
            return;
        LeftoverProcesses.End(home);
        var call = Call(command);
        var environment = new Dictionary<string, string>(DetachedProcess.InheritEnvironment("SLIPWAY_HOME", home.Root))
        {
            [Mark] = "1",
            ["PATH"] = PathWithSystemTools(),
        };
        ProcessReplacement.Become(call[0], call[1..], environment);
    }

    /// <summary>The command, called inside.</summary>
    internal static string[] Call(IReadOnlyList<string> command) =>
        [Command.Find("unshare") ?? "unshare", "--user", "--map-root-user", "--map-auto", "--mount", "--propagation", "slave", "--", .. command];

    // A plain user's PATH often lacks the folders where system tools are, and unshare looks for its own in PATH alone.
    private static string PathWithSystemTools()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        return string.Join(':', [path, .. ((string[])["/usr/sbin", "/sbin"]).Where(folder => !path.Split(':').Contains(folder))]);
    }
}
