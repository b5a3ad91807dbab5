// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Brings images between registries and a store. Blobs go several at a time, none that is there already; a name is set, here or there, after
/// everything that it names.
/// </summary>
/// <param name="http">The way to registries; stays the caller's.</param>
/// <param name="credentials">Who to show to them; nobody where null.</param>
/// <param name="options">How; the defaults where null.</param>
/// <remarks>Every method throws <see cref="RegistryException"/> where the registry refuses, or can't be reached.</remarks>
public sealed class ImageTransfer(GuardedHttp http, CredentialStore? credentials = null, TransferOptions? options = null)
{
    private readonly TransferOptions _options = options ?? TransferOptions.Default;

    /// <summary>Opens a registry for <paramref name="reference"/>, shown who the credential store says.</summary>
    /// <returns>The client; the caller disposes it.</returns>
    public Task<RegistryClient> ConnectAsync(ImageReference reference, CancellationToken cancellationToken) =>
        RegistryClient.ConnectAsync(
            http,
            reference.Registry,
            async token => credentials is null ? null : await credentials.FindAsync(reference.Registry, reference.Repository, token).ConfigureAwait(false),
            _options.Registry,
            cancellationToken);

    /// <summary>Asks a registry what a reference names there; null where nothing.</summary>
    public async Task<Descriptor?> ResolveAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        using var client = await ConnectAsync(reference, cancellationToken).ConfigureAwait(false);
        return await client.ResolveAsync(reference.Repository, KeyOf(reference), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Pulls an image into a store and gives it its name there.</summary>
    /// <param name="request">Which image.</param>
    /// <param name="store">The store.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that are whole by then stay.</param>
    /// <exception cref="ImageFormatException">What came is no image, or has none for the platform.</exception>
    /// <exception cref="CorruptBlobException">The registry sent other bytes than it announced.</exception>
    public async Task<PulledImage> PullAsync(PullRequest request, OciLayout store, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var reference = request.Reference.WithDefaultTag();
        using var client = await ConnectAsync(reference, cancellationToken).ConfigureAwait(false);

        Task<ManifestBlob> ReadAsync(Descriptor descriptor) => store.Contains(descriptor.Digest)
            ? Task.FromResult(store.ReadManifest(descriptor))
            : client.FetchManifestAsync(reference.Repository, descriptor.Digest.ToString(), cancellationToken);

        var resolved = await client.FetchManifestAsync(reference.Repository, KeyOf(reference), cancellationToken).ConfigureAwait(false);
        var wanted = await SelectAsync(resolved, request, ReadAsync).ConfigureAwait(false);
        var parts = await ImageParts.GatherAsync(wanted, ReadAsync).ConfigureAwait(false);
        await ForEachAsync(parts.Blobs, (blob, token) => FetchBlobAsync(client, reference.Repository, blob, store, progress, token), cancellationToken).ConfigureAwait(false);
        foreach (var manifest in parts.Manifests)
        {
            store.WriteManifest(manifest);
            progress?.Report(new(manifest.Descriptor, TransferState.Done, manifest.Raw.Length));
        }
        // The digest that was asked by must lead to the image here as well.
        if (resolved.Digest != wanted.Digest)
            store.WriteManifest(resolved);
        if (reference.Digest is not null)
            await store.KeepAsync(resolved.Descriptor, cancellationToken).ConfigureAwait(false);
        if (reference.Tag is { } tag)
            await store.SetReferenceAsync(reference.WithTag(tag), wanted.Descriptor, cancellationToken).ConfigureAwait(false);
        return new(resolved.Descriptor, wanted.Descriptor);
    }

    /// <summary>Pushes an image, or an index with all its parts, from a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="image">The manifest or index in it.</param>
    /// <param name="reference">The name it gets; <c>latest</c> where it has neither tag nor digest.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that the registry has by then stay.</param>
    /// <exception cref="ArgumentException">The reference has a digest, and it is not the image's.</exception>
    /// <exception cref="FileNotFoundException">A part of the image is not in the store.</exception>
    public async Task PushAsync(
        OciLayout store, Descriptor image, ImageReference reference, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (reference.Digest is { } digest && digest != image.Digest)
            throw new ArgumentException($"'{reference}' can't become the name of {image.Digest}: its digest is another.", nameof(reference));
        var target = reference.WithDefaultTag();
        var parts = await ImageParts.GatherAsync(store.ReadManifest(image), child => Task.FromResult(store.ReadManifest(child))).ConfigureAwait(false);
        using var client = await ConnectAsync(target, cancellationToken).ConfigureAwait(false);
        var mounts = new MountSources(store, target.Registry, target.Repository);
        // A layer with addresses of its own isn't the registry's to keep (image-spec, "non-distributable layers").
        var blobs = parts.Blobs.Where(blob => blob.Urls is not { Count: > 0 } || store.Contains(blob.Digest));
        await ForEachAsync(blobs, (blob, token) => SendBlobAsync(client, target.Repository, blob, store, mounts, progress, token), cancellationToken).ConfigureAwait(false);
        foreach (var manifest in parts.Manifests)
        {
            var tag = manifest.Digest == image.Digest ? target.Tag : null;
            if (tag is not null || await client.ResolveAsync(target.Repository, manifest.Digest.ToString(), cancellationToken).ConfigureAwait(false) is null)
                await client.PushManifestAsync(target.Repository, manifest, tag, cancellationToken).ConfigureAwait(false);
            progress?.Report(new(manifest.Descriptor, TransferState.Done, manifest.Raw.Length));
        }
    }

    // A digest says more than a tag beside it.
    private static string KeyOf(ImageReference reference) =>
        reference.Digest?.ToString() ?? reference.WithDefaultTag().Tag.ToString()!;

    private static async Task<ManifestBlob> SelectAsync(ManifestBlob resolved, PullRequest request, Func<Descriptor, Task<ManifestBlob>> read)
    {
        if (request.Platform is not { } platform)
            return resolved;
        var manifest = resolved;
        while (manifest.Index is { } index)
        {
            if (index.Find(platform) is not { } child)
            {
                // BuildKit files attestations under the platform 'unknown/unknown'.
                var others = index.Manifests.Select(static part => part.Platform).OfType<Platform>().Where(static part => part.Os != "unknown");
                throw new ImageFormatException($"'{request.Reference.Familiar}' has no image for {platform}; it has {string.Join(", ", others)}.");
            }
            manifest = await read(child).ConfigureAwait(false);
        }
        return manifest;
    }

    private Task ForEachAsync(IEnumerable<Descriptor> blobs, Func<Descriptor, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            blobs,
            new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrentBlobs, CancellationToken = cancellationToken },
            async (blob, token) => await action(blob, token).ConfigureAwait(false));

    private static async Task FetchBlobAsync(
        RegistryClient client,
        RepositoryName repository,
        Descriptor blob,
        OciLayout store,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (store.Contains(blob.Digest))
        {
            progress?.Report(new(blob, TransferState.Existed, blob.Size));
            return;
        }
        progress?.Report(new(blob, TransferState.Moving, 0));
        var content = await client.OpenBlobAsync(repository, blob, cancellationToken).ConfigureAwait(false);
        var counted = new CountingStream(content, count => progress?.Report(new(blob, TransferState.Moving, count)));
        await using (counted.ConfigureAwait(false))
        {
            await store.ImportBlobAsync(blob, counted, cancellationToken).ConfigureAwait(false);
        }
        progress?.Report(new(blob, TransferState.Done, blob.Size));
    }

    private static async Task SendBlobAsync(
        RegistryClient client,
        RepositoryName repository,
        Descriptor blob,
        OciLayout store,
        MountSources mounts,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        Stream Open() => store.OpenBlob(blob)
            ?? throw new FileNotFoundException($"The blob {blob.Digest} is not in the store '{store.Root}'. Pull or build the image again.");

        var state = TransferState.Existed;
        if (!await client.HasBlobAsync(repository, blob.Digest, cancellationToken).ConfigureAwait(false))
        {
            var source = new BlobSource(blob, Open)
            {
                MountFrom = mounts.Of(blob.Digest),
                Sent = count => progress?.Report(new(blob, TransferState.Moving, count)),
            };
            var pushed = await client.UploadBlobAsync(repository, source, cancellationToken).ConfigureAwait(false);
            state = pushed == PushedBlob.Mounted ? TransferState.Mounted : TransferState.Done;
        }
        progress?.Report(new(blob, state, blob.Size));
    }
}
