// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>Where a registry's API is. <c>docker.io</c> answers at another host than its name.</summary>
/// <param name="Registry">The registry as references name it, <c>host[:port]</c>.</param>
/// <param name="Root">The address of its API's host, without a path.</param>
internal sealed record RegistryHost(string Registry, Uri Root)
{
    private const string DockerHubApi = "registry-1.docker.io";

    /// <summary>The host of a registry; the scheme is the one given.</summary>
    public static RegistryHost Of(string registry, string scheme)
    {
        var host = registry == ImageReference.DefaultRegistry ? DockerHubApi : registry;
        return Uri.TryCreate($"{scheme}://{host}/", UriKind.Absolute, out var root) && root.AbsolutePath == "/" && root.UserInfo.Length == 0
            ? new(registry, root)
            : throw new ArgumentException($"'{registry}' is not a registry host, such as 'ghcr.io' or 'localhost:5000'.", nameof(registry));
    }

    /// <summary>The address of <paramref name="path"/> (with its query) below <c>/v2/</c>.</summary>
    public Uri At(string path) => new(Root, "/v2/" + path);

    /// <summary>Whether an address is the registry's own.</summary>
    public bool IsOwn(Uri uri) => Authority.IsSameOrigin(uri, Root);
}
