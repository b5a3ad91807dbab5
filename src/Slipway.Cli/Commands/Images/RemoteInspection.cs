// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli.Commands.Indexes;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary>What <c>inspect --remote</c> shows: images where they are, in their registries. Owns the way there.</summary>
internal sealed class RemoteInspection(Session session, GuardedHttp http) : IDisposable
{
    private readonly ImageTransfer _transfer = Remotes.Transfer(session, http);

    /// <summary>The document of an image, of an index that for a platform.</summary>
    /// <exception cref="CommandException">It isn't there, or is no image.</exception>
    public async Task<ImageDocument> ReadAsync(string word, Platform? platform, CancellationToken cancellationToken)
    {
        var reference = ReferenceArgument.Parse(word);
        using var reader = _transfer.OpenReader(reference);
        var (named, image) = await RemoteImage.FindAsync(reader, platform ?? Platform.Host, cancellationToken);
        var config = await RemoteImage.ReadConfigAsync(reader, image, cancellationToken)
            ?? throw CommandException.No($"'{reference.Familiar}' is an artifact, not an image", "look at it with --raw");
        return new()
        {
            Descriptor = named.Descriptor,
            Image = new(image, ImageConfig.Parse(config)),
            Names = reference.Tag is null ? [] : [reference],
            TaggedAt = null,
            Size = image.Image!.Layers.Sum(static layer => layer.Size),
            RawConfig = config,
            Platforms = named.Index is { } index ? [.. ImageLookup.Platforms(index)] : [],
        };
    }

    /// <summary>The bytes of what a name stands for; with a platform, of that image's manifest.</summary>
    /// <exception cref="CommandException">It isn't there.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadRawAsync(string word, Platform? platform, CancellationToken cancellationToken)
    {
        using var reader = _transfer.OpenReader(ReferenceArgument.Parse(word));
        if (platform is not null)
            return (await RemoteImage.FindAsync(reader, platform, cancellationToken)).Image.Raw;
        var resolved = await reader.ResolveAsync(null, cancellationToken) ?? throw CommandException.No($"no image '{reader.Reference.Familiar}' in its registry");
        return (await reader.FetchManifestAsync(resolved.Digest.ToString(), cancellationToken)).Raw;
    }

    public void Dispose() => http.Dispose();
}
