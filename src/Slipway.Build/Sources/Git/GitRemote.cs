// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Build;

/// <summary>Where a git repository is. Only https, http, ssh and git are spoken, and nothing in it can be taken for an option.</summary>
public sealed record GitRemote
{
    private static readonly string[] Schemes = ["https", "http", "ssh", "git"];

    private GitRemote()
    {
    }

    /// <summary>The address as git takes it, without user and password of http.</summary>
    public required string Url { get; init; }

    /// <summary><c>https</c>, <c>http</c>, <c>ssh</c> or <c>git</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>The host, with its port where one is written.</summary>
    public required string Host { get; init; }

    /// <summary>Whether it is reached over http or https.</summary>
    public bool IsHttp => Scheme is "https" or "http";

    /// <summary>What stood before the host of an http address, <c>user:password</c>; null where nothing did.</summary>
    internal string? UserInfo { get; init; }

    /// <summary>Reads <c>https://host/path</c>, <c>ssh://[user@]host/path</c>, <c>git://host/path</c> or <c>user@host:path</c>.</summary>
    /// <param name="text">The address, without fragment and query.</param>
    /// <param name="remote">What was read.</param>
    /// <param name="problem">A clause that says what is wrong, where it can't be read.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out GitRemote? remote, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (remote, problem) = Read(text);
        return remote is not null;
    }

    /// <summary>The address, safe to show.</summary>
    public override string ToString() => Url;

    /// <summary>Whether both are the same scheme and host, so that credentials of one may be shown to the other.</summary>
    internal bool IsSameOrigin(GitRemote other) => Scheme == other.Scheme && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The address that a submodule's relative one, <c>../other.git</c>, stands for; null where it leads out of the host's paths.</summary>
    internal string? Resolve(string relative)
    {
        var start = Url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? Url.IndexOf('/', scheme + 3) : Url.IndexOf(':', StringComparison.Ordinal);
        if (start < 0)
            return null;
        var (head, parts) = (Url[..(start + 1)], Url[(start + 1)..].TrimEnd('/').Split('/').ToList());
        foreach (var part in relative.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
                return null;
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "."))
                parts.Add(part);
        }
        return head + string.Join('/', parts);
    }

    private static (GitRemote?, string?) Read(string text)
    {
        var shown = RedactedAddress.Of(text);
        if (text.Any(static character => char.IsControl(character) || char.IsWhiteSpace(character)))
            return (null, "the git address holds a blank or a control character");
        if (text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end)
        {
            var scheme = text[..end].ToLowerInvariant();
            return Schemes.Contains(scheme) ? ReadUrl(scheme, text[(end + 3)..], shown)
                : (null, $"'{shown}' is no git address: '{scheme}' is none of {string.Join(", ", Schemes)}");
        }
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var colon = at < 0 ? -1 : text.IndexOf(':', at);
        if (at <= 0 || colon < 0 || text.AsSpan(0, at).ContainsAny("/:"))
            return (null, $"'{shown}' is no git address; expected https://…, ssh://… or git@host:path");
        return Checked("ssh", text[..at], text[(at + 1)..colon], text[(colon + 1)..], text, shown);
    }

    private static (GitRemote?, string?) ReadUrl(string scheme, string rest, string shown)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        var at = authority.LastIndexOf('@');
        var (user, host) = at < 0 ? (null, authority) : (authority[..at], authority[(at + 1)..]);
        if (scheme is "https" or "http")
            return Checked(scheme, user, host, path, $"{scheme}://{host}/{path}", shown);
        return user is not null && (scheme == "git" || user.Contains(':', StringComparison.Ordinal))
            ? (null, $"'{shown}' holds a password, which {scheme} has no use for")
            : Checked(scheme, user, host, path, $"{scheme}://{authority}/{path}", shown);
    }

    // A host, user or path that begins with '-' might be taken for an option by a program on the way.
    private static (GitRemote?, string?) Checked(string scheme, string? user, string host, string path, string url, string shown)
    {
        if (host.Length == 0 || path.Trim('/').Length == 0)
            return (null, $"'{shown}' names no {(host.Length == 0 ? "host" : "repository")}");
        if (host[0] == '-' || path[0] == '-' || (user is ['-', ..] && scheme is not ("https" or "http")))
            return (null, $"'{shown}' holds a part that begins with '-', which might be taken for an option");
        if (host.AsSpan().ContainsAnyExcept(HostCharacters))
            return (null, $"'{host}' in '{shown}' is no host");
        return (new() { Url = url, Scheme = scheme, Host = host, UserInfo = scheme is "https" or "http" ? user : null }, null);
    }

    private static System.Buffers.SearchValues<char> HostCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%");
}
