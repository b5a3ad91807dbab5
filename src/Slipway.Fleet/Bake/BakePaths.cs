// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Paths and addresses in Bake's files.</summary>
internal static class BakePaths
{
    private const string Local = "cwd://";

    internal static bool IsRemote(string path) =>
        RemoteSource.KindOf(path) != RemoteSourceKind.None || path.StartsWith("github.com/", StringComparison.Ordinal) || path.Contains("://", StringComparison.Ordinal);

    /// <summary>A path of this machine without the word that says so.</summary>
    internal static string WithoutLocal(string path) => path.StartsWith(Local, StringComparison.Ordinal) ? Clean(path[Local.Length..]) : path;

    /// <summary>The context of a target, in its shortest form.</summary>
    internal static string Context(BakeTarget target)
    {
        foreach (var field in (string[])["context", "dockerfile"])
        {
            if (target.Text(field) == "-")
                throw new HclException(target.PlaceOf(field), $"'{target.Name}' reads its {field} from standard input, which Bake cannot", "name a path");
        }
        var path = target.Text("context")!;
        return path.StartsWith(Local, StringComparison.Ordinal) ? WithoutLocal(path) : IsRemote(path) ? path : Clean(path);
    }

    /// <summary>A path without <c>./</c>, <c>//</c> and what <c>..</c> takes back.</summary>
    internal static string Clean(string path)
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
