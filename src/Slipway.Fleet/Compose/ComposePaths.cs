// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Paths and addresses as Compose hands them to Bake.</summary>
internal static class ComposePaths
{
    /// <summary>A path without <c>./</c> and the like; an address as it is.</summary>
    internal static string Clean(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal) || path.StartsWith("git@", StringComparison.Ordinal) || path.StartsWith("github.com/", StringComparison.Ordinal) || path.StartsWith('~'))
            return path;
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != "."))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else
                parts.Add(part);
        }
        return path.StartsWith('/') ? "/" + string.Join('/', parts) : parts.Count == 0 ? "." : string.Join('/', parts);
    }

    /// <summary>A further context; <c>service:</c> is another target.</summary>
    internal static string? Context(string? value)
    {
        if (value is null)
            return null;
        foreach (var prefix in (string[])["service:", "target:"])
        {
            if (value.StartsWith(prefix, StringComparison.Ordinal))
                return "target:" + value[prefix.Length..].Replace('.', '_');
        }
        return value.Contains(':', StringComparison.Ordinal) ? value : Clean(value);
    }

    /// <summary>A host and its address, which a list parts by a colon.</summary>
    internal static KeyValuePair<string, string?> Host(KeyValuePair<string, string?> pair) =>
        pair.Value is null && pair.Key.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? new(pair.Key[..colon], pair.Key[(colon + 1)..]) : pair;
}
