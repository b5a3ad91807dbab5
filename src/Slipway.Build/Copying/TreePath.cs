// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Absolute paths of a file tree as text; links in them are for <see cref="Slipway.Native.RootedDirectory"/>.</summary>
internal static class TreePath
{
    /// <summary>The path with one slash at its beginning and without ".", ".." and doubled slashes; ".." ends at the root.</summary>
    public static string Normalize(string path)
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

    /// <summary>A name below a folder; the folder itself for an empty name.</summary>
    public static string Join(string folder, string name) => name.Length == 0 ? folder : folder == "/" ? "/" + name : $"{folder}/{name}";

    /// <summary>The folder above; the root is above itself.</summary>
    public static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    /// <summary>The last part; empty for the root.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
