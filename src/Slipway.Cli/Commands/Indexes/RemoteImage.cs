// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Indexes;

/// <summary>Reads images where they are, in their registry: manifest and configuration, and no layer.</summary>
internal static class RemoteImage
{
    /// <summary>The bytes of an image's configuration; null of an artifact.</summary>
    public static async Task<byte[]?> ReadConfigAsync(RegistryReader reader, ManifestBlob manifest, CancellationToken cancellationToken)
    {
        if (manifest.Image?.Config is not { MediaType: MediaTypes.Config or MediaTypes.DockerConfig } config)
            return null;
        if (config.Size > ManifestBlob.MaxSize)
            throw new ImageFormatException($"The configuration {config.Digest} has {config.Size} bytes, more than the {ManifestBlob.MaxSize} that are read.");
        await using var stream = await reader.OpenBlobAsync(config, cancellationToken);
        var content = new byte[config.Size];
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    /// <summary>What a name stands for in its registry, and of an index the image of a platform.</summary>
    /// <exception cref="CommandException">There is no such image, or none for the platform.</exception>
    public static async Task<(ManifestBlob Named, ManifestBlob Image)> FindAsync(RegistryReader reader, Platform platform, CancellationToken cancellationToken)
    {
        var name = reader.Reference.Familiar;
        if (await reader.ResolveAsync(null, cancellationToken) is not { } resolved)
            throw CommandException.No($"no image '{name}' in its registry");
        var named = await reader.FetchManifestAsync(resolved.Digest.ToString(), cancellationToken);
        var image = named;
        while (image.Index is { } index)
        {
            var child = index.Find(platform) ?? throw CommandException.No($"'{name}' has no image for {platform}; it has {string.Join(", ", ImageLookup.Platforms(index))}");
            image = await reader.FetchManifestAsync(child.Digest.ToString(), cancellationToken);
        }
        return (named, image);
    }
}
