// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>The names under which tools keep a registry's credentials: Docker by host (Docker Hub by an address), podman also by repository.</summary>
internal static class CredentialKey
{
    private const string DockerHubAddress = "https://index.docker.io/v1/";

    /// <summary>The name to write under.</summary>
    public static string Of(string registry) => registry == ImageReference.DefaultRegistry ? DockerHubAddress : registry;

    /// <summary>The names to look under, the most particular first.</summary>
    public static IEnumerable<string> Candidates(string registry, RepositoryName? repository)
    {
        if (repository is { } name)
        {
            for (var scope = $"{registry}/{name}"; scope.Length > registry.Length; scope = scope[..scope.LastIndexOf('/')])
                yield return scope;
        }
        yield return registry;
        if (registry != ImageReference.DefaultRegistry)
            yield break;
        yield return DockerHubAddress;
        yield return "index.docker.io";
        yield return "registry-1.docker.io";
    }

    /// <summary>Whether a name in a file is <paramref name="candidate"/>, written with a scheme and the API's version or without.</summary>
    public static bool Matches(string key, string candidate) => Bare(key) == Bare(candidate);

    private static string Bare(string key)
    {
        var bare = key.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? key[8..]
            : key.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? key[7..]
            : key;
        bare = bare.TrimEnd('/');
        return bare.EndsWith("/v1", StringComparison.Ordinal) || bare.EndsWith("/v2", StringComparison.Ordinal) ? bare[..^3] : bare;
    }
}
