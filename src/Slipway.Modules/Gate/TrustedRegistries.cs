// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>
/// The registries whose images may become modules, compared as parsed registries, never as text. <c>localhost</c> without a port stands for the local
/// store.
/// </summary>
public sealed class TrustedRegistries
{
    /// <summary>The environment variable that names them, with commas between.</summary>
    public const string Variable = "TRUSTED_REGISTRIES";

    // The names under which Docker's registry goes.
    private static readonly string[] DockerHub = ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];
    private readonly HashSet<string> _registries;

    private TrustedRegistries(IEnumerable<string> registries) => _registries = [.. registries.Select(Normalise)];

    /// <summary>localhost, localhost:5000, 127.0.0.1:5000, docker.io, ghcr.io and gcr.io.</summary>
    public static TrustedRegistries Default { get; } = new(["localhost", "localhost:5000", "127.0.0.1:5000", "docker.io", "ghcr.io", "gcr.io"]);

    /// <summary>The registries, in order.</summary>
    public IReadOnlyList<string> Registries => [.. _registries.Order(StringComparer.Ordinal)];

    /// <summary>Reads a list with commas between; the default where it is null or empty.</summary>
    /// <exception cref="FormatException">An entry is not a registry.</exception>
    public static TrustedRegistries Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Default;
        var entries = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var entry in entries)
        {
            if (!DockerHub.Contains(entry) && (!ImageReference.TryParse($"{entry}/x", out var reference, out _) || reference.Registry != entry))
                throw new FormatException($"'{entry}' in {Variable} is not a registry; expected a host with an optional port, such as 'ghcr.io' or 'localhost:5000'.");
        }
        return new(entries);
    }

    /// <summary>Whether an image of that registry may become a module.</summary>
    public bool Contains(string registry) => _registries.Contains(Normalise(registry));

    /// <summary>These, and some more.</summary>
    public TrustedRegistries With(params IEnumerable<string> registries) => new(_registries.Concat(registries));

    private static string Normalise(string registry) => DockerHub.Contains(registry) ? ImageReference.DefaultRegistry : registry.ToLowerInvariant();
}
