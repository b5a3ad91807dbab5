// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// Brings images between registries and a store. Blobs go several at a time, none that is there already, and by mounting where another repository of the
/// registry has them; a name is set, here or there, after everything that it names.
/// </summary>
/// <param name="http">The way to registries; stays the caller's. Its settings say which registries have mirrors.</param>
/// <param name="credentials">Who to show to them; nobody where null.</param>
/// <param name="options">How; the defaults where null.</param>
/// <remarks>Every method throws <see cref="RegistryException"/> where the registry refuses, or can't be reached.</remarks>
public sealed class ImageTransfer(GuardedHttp http, CredentialStore? credentials = null, TransferOptions? options = null)
{
    private const int AttemptsAtMirror = 2;
    private readonly ConcurrentDictionary<string, RegistryHost> _hosts = new(StringComparer.Ordinal);
    private readonly Lazy<BlobHomes> _homes = new(static () => new BlobHomes());

    /// <summary>What this process has seen of where blobs are.</summary>
    internal BlobHomes Homes => _homes.Value;

    /// <summary>How images are transferred.</summary>
    internal TransferOptions Options { get; } = options ?? TransferOptions.Default;

    /// <summary>Opens a registry for <paramref name="reference"/>, shown who the credential store says.</summary>
    /// <returns>The client; the caller disposes it.</returns>
    public Task<RegistryClient> ConnectAsync(ImageReference reference, CancellationToken cancellationToken) =>
        ConnectAsync(reference.Registry, reference.Repository, Options.Registry, cancellationToken);

    /// <summary>Reads the repository of <paramref name="reference"/>, from the registry's mirrors where the settings name some.</summary>
    /// <returns>The reader, which connects when it is first asked; the caller disposes it.</returns>
    public RegistryReader OpenReader(ImageReference reference)
    {
        var (registry, repository) = (reference.Registry, reference.Repository);
        var hasty = Options.Registry with { MaxAttempts = Math.Min(AttemptsAtMirror, Options.Registry.MaxAttempts) };
        var endpoints = new List<ReadEndpoint>();
        foreach (var word in http.Options.Registries.Of(registry).Mirrors)
        {
            if (RegistryMirror.TryParse(word, out var mirror) && mirror.NameOf(repository) is var name)
                endpoints.Add(new(name, token => ConnectAsync(mirror.Registry, name, hasty, token)));
        }
        endpoints.Add(new(repository, token => ConnectAsync(registry, repository, Options.Registry, token)));
        return new(reference, endpoints, Options);
    }

    /// <summary>Asks a registry what a reference names there; null where nothing.</summary>
    public async Task<Descriptor?> ResolveAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        using var reader = OpenReader(reference);
        return await reader.ResolveAsync(null, cancellationToken).ConfigureAwait(false);
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
        using var reader = OpenReader(reference);

        Task<ManifestBlob> ReadAsync(Descriptor descriptor) => store.Contains(descriptor.Digest)
            ? Task.FromResult(store.ReadManifest(descriptor))
            : reader.FetchManifestAsync(descriptor.Digest.ToString(), cancellationToken);

        var resolved = await reader.FetchManifestAsync(null, cancellationToken).ConfigureAwait(false);
        var wanted = request.Platform is { } platform
            ? await PlatformSelection.OneAsync(resolved, platform, request.Reference.Familiar, ReadAsync).ConfigureAwait(false)
            : resolved;
        var parts = await ImageParts.GatherAsync(wanted, ReadAsync).ConfigureAwait(false);
        await reader.FetchBlobsAsync(parts.Blobs, store, progress, cancellationToken).ConfigureAwait(false);
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
    public Task PushAsync(
        OciLayout store, Descriptor image, ImageReference reference, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        PushAsync(store, [new(image, [reference])], progress, cancellationToken);

    /// <summary>
    /// Pushes images, to several registries at once. Everything goes up before the first name is set anywhere; a blob that several repositories of a
    /// registry get goes up once and is mounted then.
    /// </summary>
    /// <inheritdoc cref="PushAsync(OciLayout, Descriptor, ImageReference, IProgress{TransferProgress}, CancellationToken)"/>
    /// <param name="store">The store.</param>
    /// <param name="pushes">The images and their names.</param>
    /// <param name="progress">Is told of each blob; nobody where null.</param>
    /// <param name="cancellationToken">Stops it; blobs that the registry has by then stay.</param>
    public async Task PushAsync(OciLayout store, IReadOnlyList<ImagePush> pushes, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var source = new StoreSource(store);
        var sendings = new List<ImageSending>();
        try
        {
            foreach (var push in pushes)
                await AddSendingsAsync(push, source, sendings, cancellationToken).ConfigureAwait(false);
            await SendAsync(sendings, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var sending in sendings)
                sending.Target.Dispose();
        }
    }

    /// <summary>Sends everything, then sets all names.</summary>
    internal Task SendAsync(IReadOnlyList<ImageSending> sendings, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        new SendingRun(sendings, Options, progress).RunAsync(cancellationToken);

    /// <summary>The repository of a registry as what images are brought to.</summary>
    internal async Task<IImageTarget> OpenTargetAsync(ImageReference reference, IReadOnlyList<Tag> tags, CancellationToken cancellationToken) =>
        new RegistryTarget(await ConnectAsync(reference, cancellationToken).ConfigureAwait(false), reference.Repository, tags, Homes);

    private async Task AddSendingsAsync(ImagePush push, StoreSource source, List<ImageSending> sendings, CancellationToken cancellationToken)
    {
        foreach (var wrong in push.References.Where(reference => reference.Digest is { } digest && digest != push.Image.Digest))
            throw new ArgumentException($"'{wrong}' can't become the name of {push.Image.Digest}: its digest is another.", nameof(push));
        var parts = await ImageParts.GatherAsync(
            await source.ReadManifestAsync(push.Image, cancellationToken).ConfigureAwait(false), child => source.ReadManifestAsync(child, cancellationToken)).ConfigureAwait(false);
        foreach (var names in push.References.Select(static reference => reference.WithDefaultTag()).GroupBy(static reference => reference.Name, StringComparer.Ordinal))
        {
            var tags = names.Select(static name => name.Tag).OfType<Tag>().Distinct().ToList();
            sendings.Add(new(source, parts, await OpenTargetAsync(names.First(), tags, cancellationToken).ConfigureAwait(false)));
        }
    }

    private async Task<RegistryClient> ConnectAsync(string registry, RepositoryName repository, RegistryClientOptions dealing, CancellationToken cancellationToken)
    {
        Task<RegistryCredential?> FindAsync(CancellationToken token) =>
            credentials is null ? Task.FromResult<RegistryCredential?>(null) : credentials.FindAsync(registry, repository, token);

        var tokenHosts = http.Options.Registries.Of(registry).TokenHosts;
        var settled = tokenHosts.Count == 0 ? dealing : dealing with { TokenHosts = [.. dealing.TokenHosts, .. tokenHosts] };
        if (_hosts.TryGetValue(registry, out var host))
            return RegistryClient.At(http, host, FindAsync, settled);
        var client = await RegistryClient.ConnectAsync(http, registry, FindAsync, settled, cancellationToken).ConfigureAwait(false);
        _hosts[registry] = client.Host;
        return client;
    }
}
