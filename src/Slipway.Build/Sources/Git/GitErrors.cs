// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Build;

/// <summary>Says what git could not do, in words that lead on.</summary>
internal static class GitErrors
{
    /// <summary>The failure of a call to another host.</summary>
    /// <param name="action">What was being done, "read the refs of".</param>
    /// <param name="connection">To whom.</param>
    /// <param name="result">How git ended.</param>
    /// <param name="knownHosts">The file of known hosts.</param>
    public static StepException Of(string action, GitConnection connection, CommandResult result, string knownHosts)
    {
        var said = result.ErrorText;
        return new($"cannot {action} '{connection.Remote}': {LastLines(said)}")
        {
            Kind = BuildFailureKind.Outside,
            IsTransient = Contains(said, "Could not resolve host") || Contains(said, "Connection timed out") || Contains(said, "Connection refused") || Contains(said, "early EOF"),
            Help = Contains(said, "Host key verification failed")
                ? $"ssh doesn't know the host: compare its fingerprint with what its owner says, then: ssh-keyscan {HostOf(connection.Remote)} >> {knownHosts}"
                : Contains(said, "Permission denied") ? "the host takes none of the keys that the agent holds: ssh-add -l lists them"
                : connection.Remote.Scheme == "ssh" && Contains(said, "ssh: not found") ? "apt-get install openssh-client" : null,
        };
    }

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string HostOf(GitRemote remote)
    {
        var colon = remote.Host.LastIndexOf(':');
        return colon < 0 || remote.Host.EndsWith(']') ? remote.Host : $"-p {remote.Host[(colon + 1)..]} {remote.Host[..colon]}";
    }

    private static string LastLines(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "git said nothing" : string.Join("; ", lines.TakeLast(4)).TrimEnd('.');
    }
}
