// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>Paths and addresses as Compose hands them to Bake.</summary>
internal static class ComposePaths
{
    /// <summary>A path without <c>./</c> and the like; an address as it is.</summary>
    internal static string Clean(string path) => BakePaths.IsRemote(path) || path.StartsWith('~') ? path : BakePaths.Clean(path);

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
