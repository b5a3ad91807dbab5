// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>How git speaks to one repository.</summary>
/// <param name="Remote">The repository.</param>
/// <param name="Url">The address that answers, where redirects lead.</param>
internal sealed record GitConnection(GitRemote Remote, string Url)
{
    /// <summary>The one protocol that git may speak.</summary>
    public string Protocol => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "https" : Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "http" : Remote.Scheme;

    /// <summary>Configuration for this connection alone.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>Environment for this connection alone.</summary>
    public IReadOnlyList<(string Name, string Value)> Variables { get; init; } = [];

    /// <summary>Settings and variables may hold credentials.</summary>
    public override string ToString() => Url;
}
