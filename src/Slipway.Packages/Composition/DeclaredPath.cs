// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci.Layers;

namespace Slipway.Packages;

/// <summary>Checks paths that are declared.</summary>
internal static class DeclaredPath
{
    /// <summary>An absolute path without "..", line ends or colons, none of which belongs in what is declared.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Check(string path) =>
        path.Length is > 1 and <= 4096 && path[0] == '/' && !path.AsSpan().ContainsAny(':', '\n', '\0') && path.Split('/').All(static part => part is not (".." or "."))
        && path.Split('/').All(static part => !part.StartsWith(LayerPath.WhiteoutPrefix, StringComparison.Ordinal))
            ? path
            : throw new FormatException($"'{path}' is not a path in an image; expected an absolute one without '..'.");
}
