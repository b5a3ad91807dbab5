// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Dockerfile;

/// <summary>Tells addresses from paths among the sources of ADD.</summary>
public static class RemoteSource
{
    /// <summary>What a source is, variables expanded.</summary>
    public static RemoteSourceKind KindOf(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var isHttp = source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var path = source.AsSpan(0, source.AsSpan().IndexOfAny('#', '?') is >= 0 and var end ? end : source.Length);
        if (isHttp)
            return path.EndsWith(".git") ? RemoteSourceKind.Git : RemoteSourceKind.Http;
        var isGit = source.StartsWith("git://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase)
            || IsScpLike(path);
        return isGit ? RemoteSourceKind.Git : RemoteSourceKind.None;
    }

    // git@host:path: a user, a host without slashes, a colon.
    private static bool IsScpLike(ReadOnlySpan<char> source)
    {
        var at = source.IndexOf('@');
        if (at <= 0 || source[..at].ContainsAny('/', ':'))
            return false;
        var host = source[(at + 1)..];
        var colon = host.IndexOf(':');
        return colon > 0 && !host[..colon].Contains('/') && colon + 1 < host.Length;
    }
}
