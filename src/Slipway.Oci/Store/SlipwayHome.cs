// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>
/// Where Slipway keeps what it keeps: <c>$SLIPWAY_HOME</c>, else <c>/var/lib/slipway</c> as root, else <c>$XDG_DATA_HOME/slipway</c>
/// (<c>~/.local/share/slipway</c>). Folders are made when they are first used.
/// </summary>
/// <param name="Root">The absolute path of the folder.</param>
public sealed record SlipwayHome(string Root)
{
    /// <summary>The images: an OCI image layout.</summary>
    public string Store => Path.Combine(Root, "store");

    /// <summary>What builds remember.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>File trees that steps ran in, and unpacked layers.</summary>
    public string Snapshots => Path.Combine(Root, "snapshots");

    /// <summary>What steps of builds wrote.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>The storage of our own registry.</summary>
    public string Registry => Path.Combine(Root, "registry");

    /// <summary>The state of modules.</summary>
    public string Modules => Path.Combine(Root, "modules");

    /// <summary>Containers by hand: what was asked for, and what they wrote.</summary>
    public string Containers => Path.Combine(Root, "containers");

    /// <summary>What is kept for a while of containers that were taken away: their logs.</summary>
    public string RemovedContainers => Path.Combine(Root, "removed");

    /// <summary>Named volumes.</summary>
    public string Volumes => Path.Combine(Root, "volumes");

    /// <summary>Sockets, and records of running processes.</summary>
    public string Run => Path.Combine(Root, "run");

    /// <summary>The home that this process's environment names.</summary>
    public static SlipwayHome FromEnvironment() => From(Environment.GetEnvironmentVariable, Environment.IsPrivilegedProcess);

    /// <summary>The home that <paramref name="variable"/> names, for root or another user.</summary>
    internal static SlipwayHome From(Func<string, string?> variable, bool isRoot)
    {
        if (variable("SLIPWAY_HOME") is { Length: > 0 } home)
            return new(Path.GetFullPath(home));
        if (isRoot)
            return new("/var/lib/slipway");
        var data = variable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(variable("HOME") ?? "/tmp", ".local", "share");
        return new(Path.Combine(Path.GetFullPath(data), "slipway"));
    }
}
