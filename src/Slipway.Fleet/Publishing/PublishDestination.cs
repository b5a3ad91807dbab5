// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Where a fleet's references go when another registry is named: its host replaces theirs, and the repository's path is kept.</summary>
public static class PublishDestination
{
    /// <summary>
    /// <c>ghcr.io/team/app:1.0</c> in <c>localhost:5000</c> is <c>localhost:5000/team/app:1.0</c>; in <c>localhost:5000/mirror</c>,
    /// <c>localhost:5000/mirror/team/app:1.0</c>.
    /// </summary>
    /// <param name="reference">The reference.</param>
    /// <param name="registry">The host, with a port and a path where there are some; null keeps the reference's.</param>
    /// <exception cref="FormatException"><paramref name="registry"/> is not a registry.</exception>
    public static ImageReference Of(ImageReference reference, string? registry)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (registry is null)
            return reference;
        var (host, path) = registry.TrimEnd('/').IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
            ? (registry[..slash], registry.TrimEnd('/')[(slash + 1)..] + "/")
            : (registry.TrimEnd('/'), "");
        try
        {
            return ImageReference.Create(host, RepositoryName.Parse(path + reference.Repository), reference.Tag, reference.Digest);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new FormatException($"'{registry}' is not a registry that '{reference.Familiar}' can go to: {e.Message}", e);
        }
    }

    /// <summary>Where a reference goes in each of some registries; where none is named, where it says itself.</summary>
    /// <exception cref="FormatException">One is not a registry.</exception>
    public static IEnumerable<ImageReference> AllOf(ImageReference reference, IReadOnlyList<string> registries) =>
        registries.Count == 0 ? [reference] : registries.Select(registry => Of(reference, registry));
}
