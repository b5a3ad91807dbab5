// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;

namespace Slipway.Build;

/// <summary>Opens the ways to repositories: finds out where http addresses lead by the guarded client, and what each host may be shown.</summary>
internal sealed class GitConnections(BuildServices services, SshAgents agents)
{
    /// <summary>The way to a repository.</summary>
    /// <param name="remote">The repository.</param>
    /// <param name="named">The repository that the user named, which the first may be a submodule of.</param>
    /// <param name="access">What may be shown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StepException">It can't be reached, or nothing was given that lets us in.</exception>
    public Task<GitConnection> OpenAsync(GitRemote remote, GitRemote named, RemoteAccess access, CancellationToken cancellationToken) => remote switch
    {
        { IsHttp: true } => OpenHttpAsync(remote, named, access, cancellationToken),
        { Scheme: "ssh" } => OpenSshAsync(remote, access, cancellationToken),
        _ => Task.FromResult(new GitConnection(remote, remote.Url)),
    };

    // git would follow redirects with the same credentials, and wherever they lead. So they are followed here, where neither happens.
    private async Task<GitConnection> OpenHttpAsync(GitRemote remote, GitRemote named, RemoteAccess access, CancellationToken cancellationToken)
    {
        if (services.Downloads is not { } downloads)
            throw new StepException($"cannot reach '{remote}': nothing here fetches from the network") { Kind = BuildFailureKind.Outside };
        var authorization = await GitCredentials.FindAsync(remote, named, access.Secrets, cancellationToken).ConfigureAwait(false);
        const string advertised = "/info/refs";
        var asked = new Uri($"{remote.Url.TrimEnd('/')}{advertised}?service=git-upload-pack");
        try
        {
            var answered = await downloads.FollowAsync(new(asked) { Authorization = authorization, NamedBy = remote == named ? null : new($"{(named.IsHttp ? named.Scheme : "https")}://{named.Host}") }, cancellationToken).ConfigureAwait(false);
            if (!answered.AbsolutePath.EndsWith(advertised, StringComparison.Ordinal))
                throw new StepException($"'{remote}' leads to '{answered.GetLeftPart(UriPartial.Path)}', which is no repository") { Kind = BuildFailureKind.Outside };
            var url = answered.GetLeftPart(UriPartial.Path)[..^advertised.Length];
            var isOwnHost = answered.Scheme == asked.Scheme && answered.Authority.Equals(asked.Authority, StringComparison.OrdinalIgnoreCase);
            return new(remote, url)
            {
                Settings = authorization is null || !isOwnHost ? [] : [($"http.{answered.GetLeftPart(UriPartial.Authority)}/.extraHeader", $"Authorization: {authorization}")],
            };
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutException or RemoteException)
        {
            throw new StepException($"cannot reach '{remote}': {problem.Message.TrimEnd('.')}", problem)
            {
                Kind = BuildFailureKind.Outside,
                IsTransient = problem is not RemoteException { IsTransient: false },
                Help = problem is RemoteException { StatusCode: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.NotFound }
                    ? $"if it is a private repository give a token for its host: --secret id=GIT_AUTH_TOKEN.{remote.Host},src=FILE" : null,
            };
        }
    }

    private async Task<GitConnection> OpenSshAsync(GitRemote remote, RemoteAccess access, CancellationToken cancellationToken)
    {
        const string id = "default";
        if (!access.SshAgents.TryGetValue(id, out var source))
            throw new StepException($"'{remote}' is reached over ssh, and no SSH agent was given") { Kind = BuildFailureKind.Definition, Help = "give the running one, --ssh default, or a key: --ssh default=FILE" };
        var socket = await agents.OpenAsync(id, source, cancellationToken).ConfigureAwait(false);
        var hosts = services.KnownHosts;
        if (hosts.Any(static character => character is '\'' or '"' || char.IsControl(character)))
            throw new StepException($"the path of the known hosts '{hosts}' holds a quote, which ssh can't be told") { Kind = BuildFailureKind.Definition };
        // Keys come from the agent alone, no configuration counts, and a host that nobody knows is nobody.
        var ssh = $"ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes -o 'UserKnownHostsFile=\"{hosts}\"' -o UpdateHostKeys=no -o IdentityFile=/dev/null "
            + "-o ForwardAgent=no -o ConnectTimeout=15 -o ServerAliveInterval=20 -o ServerAliveCountMax=3";
        return new(remote, remote.Url) { Variables = [("GIT_SSH_COMMAND", ssh), ("GIT_SSH_VARIANT", "ssh"), ("SSH_AUTH_SOCK", socket)] };
    }
}
