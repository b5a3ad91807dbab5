// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Build;

/// <summary>
/// Finds what a git host is shown over http: BuildKit's <c>GIT_AUTH_HEADER.host</c>, <c>GIT_AUTH_TOKEN.host</c>, and without a host those for the
/// repository that the user named, but not for the hosts of its submodules.
/// </summary>
internal static class GitCredentials
{
    /// <summary>The value of the header Authorization; null where there is nothing to show.</summary>
    /// <param name="remote">The repository.</param>
    /// <param name="named">The repository that the user named.</param>
    /// <param name="secrets">The secrets by id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StepException">A secret can't be read, or is no header's value.</exception>
    public static async Task<string?> FindAsync(
        GitRemote remote, GitRemote named, IReadOnlyDictionary<string, SecretSource> secrets, CancellationToken cancellationToken)
    {
        if (!remote.IsHttp)
            return null;
        foreach (var (id, isToken) in Ids(remote, named))
        {
            if (await SecretReader.ReadLineAsync(secrets, id, cancellationToken).ConfigureAwait(false) is { } value)
                return isToken ? Basic("x-access-token:" + value) : value;
        }
        return remote.UserInfo is { Length: > 0 } user ? Basic(Uri.UnescapeDataString(user.Contains(':', StringComparison.Ordinal) ? user : user + ":")) : null;
    }

    /// <summary>Where the secret is, for telling apart who asks with which; never its value.</summary>
    public static string? SourceOf(GitRemote remote, IReadOnlyDictionary<string, SecretSource> secrets) =>
        Ids(remote, remote).Select(id => secrets.GetValueOrDefault(id.Id)).FirstOrDefault(static source => source is not null)?.ToString();

    private static (string Id, bool IsToken)[] Ids(GitRemote remote, GitRemote named)
    {
        (string, bool)[] own = [($"GIT_AUTH_HEADER.{remote.Host}", false), ($"GIT_AUTH_TOKEN.{remote.Host}", true)];
        return remote.IsSameOrigin(named) ? [.. own, ("GIT_AUTH_HEADER", false), ("GIT_AUTH_TOKEN", true)] : own;
    }

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
