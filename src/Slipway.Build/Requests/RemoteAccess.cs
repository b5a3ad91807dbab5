// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What may be shown to other hosts to be let in. None of it is in a key, record, layer or log, and none is shown to a host that it isn't for.</summary>
public sealed record RemoteAccess
{
    /// <summary>Nothing.</summary>
    public static RemoteAccess None { get; } = new();

    /// <summary>
    /// Secrets by id. <c>HTTP_AUTH_TOKEN_host</c> and <c>HTTP_AUTH_HEADER_host</c> count for files of that host; <c>GIT_AUTH_TOKEN.host</c>,
    /// <c>GIT_AUTH_HEADER.host</c>, <c>GIT_AUTH_TOKEN</c> and <c>GIT_AUTH_HEADER</c> for git over http.
    /// </summary>
    public IReadOnlyDictionary<string, SecretSource> Secrets { get; init; } = new Dictionary<string, SecretSource>();

    /// <summary>SSH agents by id; git over ssh takes <c>default</c>.</summary>
    public IReadOnlyDictionary<string, SshSource> SshAgents { get; init; } = new Dictionary<string, SshSource>();
}
