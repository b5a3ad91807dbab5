// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>What Docker's security options say (<c>--security-opt</c>, and <c>security_opt</c> of Compose files).</summary>
public sealed record SecurityOptions
{
    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">One isn't supported; the message says which are.</exception>
    public SecurityOptions(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (var text in texts)
            Read(text);
    }

    /// <summary>Whether all system calls are there.</summary>
    public bool IsUnconfined { get; private set; }

    /// <summary>A file with a profile of system calls; null for none.</summary>
    public string? ProfileFile { get; private set; }

    /// <summary>Whether set-user-id programs and file capabilities have no effect.</summary>
    public bool HasNoNewPrivileges { get; private set; }

    /// <summary>Whether nothing of /proc and /sys is hidden or read-only.</summary>
    public bool HasSystemPaths { get; private set; }

    private void Read(string text)
    {
        var at = text.IndexOfAny(['=', ':']);
        switch (at < 0 ? text : text[..at], at < 0 ? "" : text[(at + 1)..])
        {
            case ("no-new-privileges", "" or "true"):
                HasNoNewPrivileges = true;
                break;
            case ("no-new-privileges", "false"):
                HasNoNewPrivileges = false;
                break;
            case ("seccomp", "unconfined"):
                IsUnconfined = true;
                break;
            case ("seccomp", "builtin"):
                break;
            case ("seccomp", { Length: > 0 } file):
                ProfileFile = file;
                break;
            case ("systempaths", "unconfined"):
                HasSystemPaths = true;
                break;
            // That is so anyway.
            case ("apparmor", "unconfined") or ("label", "disable"):
                break;
            case ("apparmor", _):
                throw Unsupported(text, "no AppArmor profile is set for containers; apparmor=unconfined is understood");
            case ("label", _):
                throw Unsupported(text, "no SELinux label is set for containers; label=disable is understood");
            default:
                throw Unsupported(text, "known are no-new-privileges, seccomp=unconfined, seccomp=builtin, seccomp=FILE and systempaths=unconfined");
        }
    }

    private static FormatException Unsupported(string text, string help) => new($"The security option '{text}' is not supported: {help}.");
}
