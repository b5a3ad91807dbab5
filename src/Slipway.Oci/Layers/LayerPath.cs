// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Layers;

/// <summary>Paths in a layer: relative to its root, without "." or "..", a slash at neither end; the root itself is the empty path.</summary>
public static class LayerPath
{
    /// <summary>What a whiteout's name begins with (image-spec, layer.md, "Whiteouts").</summary>
    public const string WhiteoutPrefix = ".wh.";

    /// <summary>The name of the mark that a directory shows nothing of the layers below (image-spec, layer.md, "Opaque Whiteout").</summary>
    public const string OpaqueMark = ".wh..wh..opq";

    internal const string AufsPrefix = ".wh..wh.";

    /// <summary>The path that a name of a tar entry or an absolute path stands for.</summary>
    /// <exception cref="LayerException">The name leads out of the root.</exception>
    public static string Clean(string name)
    {
        if (IsClean(name))
            return name;
        var parts = new List<string>();
        foreach (var part in name.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else
                throw new LayerException($"The layer's path '{name}' leads out of its root.");
        }
        return string.Join('/', parts);
    }

    /// <summary>The path of the directory that holds this path; the root for a path of one name.</summary>
    public static string Parent(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    /// <summary>The last name of a path.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A name in a directory.</summary>
    public static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    private static bool IsClean(string name) =>
        name.Length > 0 && name[0] is not ('/' or '.') && name[^1] is not ('/' or '.')
        && !name.Contains("//", StringComparison.Ordinal) && !name.Contains("/.", StringComparison.Ordinal);
}
