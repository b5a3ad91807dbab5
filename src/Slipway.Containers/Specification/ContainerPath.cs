// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Containers;

/// <summary>Absolute paths inside a container, checked as text; links in them are the kernel's and <see cref="Slipway.Native.RootedDirectory"/>'s affair.</summary>
internal static partial class ContainerPath
{
    /// <summary>The path without "." , ".." and doubled slashes; ".." ends at the root.</summary>
    internal static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }
        return "/" + string.Join('/', parts);
    }

    internal static string RequireTarget(string path)
    {
        if (!path.StartsWith('/') || path.Contains('\0'))
            throw new ArgumentException($"A mount's target is an absolute path, unlike '{path}'.");
        var target = Normalize(path);
        return target == "/" ? throw new ArgumentException($"A mount's target cannot be the root of the container, as '{path}' is.") : target;
    }

    internal static string RequireWorkingDirectory(string path)
    {
        if (!path.StartsWith('/') || path.Contains('\0'))
            throw new ArgumentException($"A container starts in an absolute path, unlike '{path}'.");
        // An open directory of the runtime may stand there, and be one of the host's (CVE-2024-21626).
        if (DescriptorPath().IsMatch(Normalize(path)))
            throw new ArgumentException($"A container cannot start in '{path}': paths of open files are not directories of the image.");
        return path;
    }

    /// <summary>Whether <paramref name="path"/> lies below <paramref name="folder"/>; both normalized.</summary>
    internal static bool IsBelow(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    [GeneratedRegex(@"\A/(proc/([^/]+/(task/[^/]+/)?)(fd|fdinfo|map_files|cwd|root|exe)|dev/(fd|stdin|stdout|stderr))(/|\z)")]
    private static partial Regex DescriptorPath();
}
