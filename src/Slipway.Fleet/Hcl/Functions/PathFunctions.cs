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

    private static string Folder(string path) => BakePaths.Clean(path[..(path.LastIndexOf('/') + 1)]);
}
