// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>A registry that holds copies of another's repositories.</summary>
/// <param name="Registry">Its host, with a port where it has one.</param>
/// <param name="Prefix">What stands before a repository's name there; null where nothing does.</param>
internal sealed record RegistryMirror(string Registry, string? Prefix)
{
    /// <summary>Reads <c>HOST[:PORT][/PREFIX]</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RegistryMirror? mirror)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (host, prefix) = slash < 0 ? (text, null) : (text[..slash], text[(slash + 1)..]);
        mirror = Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var root) && root is { AbsolutePath: "/", UserInfo: "", Host.Length: > 0, Query: "", Fragment: "" }
            && (prefix is null || RepositoryName.TryParse(prefix, out _)) ? new(host, prefix) : null;
        return mirror is not null;
    }

    /// <summary>What a repository is called there.</summary>
    public RepositoryName NameOf(RepositoryName repository) => Prefix is null ? repository : RepositoryName.Parse($"{Prefix}/{repository}");
}
