// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A folder of the home that holds what buildx hands back until it is in the store; what a killed process left there goes when another is made.</summary>
internal sealed class BuildxFolder : IDisposable
{
    private BuildxFolder(string path) => Path = path;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static BuildxFolder Create(SlipwayHome home)
    {
        var parent = System.IO.Path.Combine(home.Run, "buildx");
        Directory.CreateDirectory(parent);
        foreach (var left in Directory.EnumerateDirectories(parent).Where(static path => !IsAlive(System.IO.Path.GetFileName(path))).ToList())
            LinuxFile.RemoveTree(left);
        var self = ProcessIdentity.Current;
        var path = System.IO.Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{self.Pid}-{self.StartTime}-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path);
    }

    public void Dispose() => LinuxFile.RemoveTree(Path);

    private static bool IsAlive(string name) => name.Split('-') is [var pid, var start, _]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && new ProcessIdentity(id, time, ProcessIdentity.CurrentBootId).IsAlive;
}
