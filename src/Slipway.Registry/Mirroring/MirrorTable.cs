// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Which mirror a repository is of, by the longest prefix of its name.</summary>
internal sealed class MirrorTable
{
    private readonly IReadOnlyList<MirrorOptions> _mirrors;

    /// <exception cref="ArgumentException">Two mirrors have the same name or the same prefix, or one has a name that is no prefix and no other prefix.</exception>
    public MirrorTable(IReadOnlyList<MirrorOptions> mirrors)
    {
        _mirrors = [.. mirrors.OrderByDescending(static mirror => mirror.Prefix.Length)];
        foreach (var mirror in mirrors)
        {
            if (mirror.Prefix.Length > 0 && !RepositoryName.TryParse(mirror.Prefix, out _))
                throw new ArgumentException($"The mirror of '{mirror.Upstream}' needs a prefix, for '{mirror.Prefix}' can't begin a repository's name.", nameof(mirrors));
            if (mirrors.Any(other => !ReferenceEquals(other, mirror) && (other.Upstream == mirror.Upstream || other.Prefix == mirror.Prefix)))
                throw new ArgumentException($"There are two mirrors of '{mirror.Upstream}', or two with the prefix '{mirror.Prefix}'.", nameof(mirrors));
        }
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _mirrors.Count == 0;

    /// <summary>The mirror that a repository is of, or null.</summary>
    public MirrorOptions? Find(RepositoryName repository)
    {
        if (IsEmpty)
            return null;
        var name = repository.ToString();
        return _mirrors.FirstOrDefault(mirror => IsBelow(name, mirror.Prefix));
    }

    /// <summary>Whether someone without a login must not see a repository, whatever the access rules say.</summary>
    public bool IsClosed(RepositoryName? repository) => repository is { } name && Find(name)?.EffectiveAudience == MirrorAudience.Users;

    /// <summary>What a repository of an upstream is called here; false where there is no such mirror.</summary>
    /// <param name="upstream">The upstream as clients name it in <c>?ns=</c>. It is looked up and never asked.</param>
    /// <param name="name">The repository as the path names it. One that has the prefix already keeps it.</param>
    /// <param name="local">What it is called here.</param>
    public bool TryResolve(string upstream, RepositoryName name, [NotNullWhen(true)] out RepositoryName? local)
    {
        local = null;
        if (_mirrors.FirstOrDefault(mirror => mirror.Upstream == upstream) is not { } mirror)
            return false;
        if (mirror.Prefix.Length == 0 || IsBelow(name.ToString(), mirror.Prefix))
            local = name;
        else if (RepositoryName.TryParse($"{mirror.Prefix}/{name}", out var joined))
            local = joined;
        // A longer prefix would make it a repository of another upstream than the one asked for.
        return local is { } found && ReferenceEquals(Find(found), mirror);
    }

    private static bool IsBelow(string name, string prefix) =>
        prefix.Length == 0 || (name.Length > prefix.Length && name[prefix.Length] == '/' && name.StartsWith(prefix, StringComparison.Ordinal));
}
