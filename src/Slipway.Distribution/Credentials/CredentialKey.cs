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

    /// <summary>
    /// The host of a registry as users write it: a name, an address with a scheme and the API's version, or one of Docker Hub's hosts; null where it is none.
    /// </summary>
    public static string? HostOf(string text)
    {
        var bare = Bare(text);
        if (bare.Length == 0 || bare.AsSpan().IndexOfAny('/', '@', ' ') >= 0 || !Uri.TryCreate($"https://{bare}/", UriKind.Absolute, out var uri) || uri.AbsolutePath != "/" || uri.Host.Length == 0)
            return null;
        return Candidates(ImageReference.DefaultRegistry, null).Any(candidate => Bare(candidate) == bare) ? ImageReference.DefaultRegistry : bare;
    }

    /// <summary>The names that programs may keep a registry's credentials under: as Docker writes them today, and as it and others did.</summary>
    public static IEnumerable<string> Spellings(string registry) =>
        Candidates(registry, null).SelectMany(static name => name.Contains("://", StringComparison.Ordinal) ? [name]
            : (string[])[name, $"https://{name}", $"http://{name}", $"https://{name}/v1/", $"https://{name}/v2/"]).Prepend(Of(registry)).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a name in a file is <paramref name="candidate"/>, written with a scheme and the API's version or without.</summary>
    public static bool Matches(string key, string candidate) => Bare(key) == Bare(candidate);

    private static string Bare(string key)
    {
        var bare = key.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? key[8..]
            : key.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? key[7..]
            : key;
        bare = bare.TrimEnd('/');
        bare = bare.EndsWith("/v1", StringComparison.Ordinal) || bare.EndsWith("/v2", StringComparison.Ordinal) ? bare[..^3] : bare;
        // A host is the same in capitals; repositories behind it are lower-case anyway.
        return bare.ToLowerInvariant();
    }
}
