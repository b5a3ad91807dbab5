// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Paths, with '/' between their parts.</summary>
internal static class PathFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("basename", 1, 1, static call => HclValue.String(Base(call.Text(0)))),
        new("dirname", 1, 1, static call => HclValue.String(Folder(call.Text(0)))),
        new("homedir", 0, 0, static _ => HclValue.String(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))),
    ];

    private static string Base(string path)
    {
        if (path.Length == 0)
            return ".";
        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static string Folder(string path) => Clean(path[..(path.LastIndexOf('/') + 1)]);

    // Without '.', '..' and what they take back.
    private static string Clean(string path)
    {
        var isRooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != "."))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (!isRooted)
                parts.Add(part);
        }
        return isRooted ? "/" + string.Join('/', parts) : parts.Count == 0 ? "." : string.Join('/', parts);
    }
}
