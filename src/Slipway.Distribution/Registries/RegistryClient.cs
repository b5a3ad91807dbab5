// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// One registry, spoken to by the OCI distribution specification. What it sends is checked against the digest it was asked by; what may go away
/// by itself is tried again. Safe for use by several tasks at once.
/// </summary>
/// <remarks>Every method throws <see cref="RegistryException"/> where the registry refuses, or can't be reached.</remarks>
public sealed partial class RegistryClient : IDisposable
{
    private static readonly string[] ManifestTypes = [MediaTypes.Manifest, MediaTypes.Index, MediaTypes.DockerManifest, MediaTypes.DockerManifestList];
    private readonly RegistryAuthenticator _authenticator;
    private readonly RegistryChannel _channel;
    private readonly SemaphoreSlim _listing = new(1);

    private RegistryClient(GuardedHttp http, RegistryHost host, Func<CancellationToken, Task<RegistryCredential?>> credential, RegistryClientOptions options)
    {
        _authenticator = new(http, host, credential, options);
        _channel = new(http, host, _authenticator, options);
    }

    /// <summary>The registry as references name it, <c>host[:port]</c>.</summary>
    public string Registry => _channel.Host.Registry;

    /// <summary>Where its API is.</summary>
    internal RegistryHost Host => _channel.Host;

    /// <summary>A refresh token that its token server gave; null where it gave none.</summary>
    internal string? RefreshToken => _authenticator.RefreshToken;

    /// <summary>Whether it has asked who we are.</summary>
    internal bool HasBeenChallenged => _authenticator.HasBeenChallenged;

    /// <summary>
    /// Finds out how a registry is spoken to, with TLS or, where that is allowed, without, and returns a client for it.
    /// </summary>
    /// <param name="http">The way to it; stays the caller's.</param>
    /// <param name="registry">The registry, <c>host[:port]</c>.</param>
    /// <param name="credential">Finds who to show to it, asked when the registry asks; nobody where null.</param>
    /// <param name="options">How to deal with it; the defaults where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RegistryClient> ConnectAsync(
        GuardedHttp http,
        string registry,
        Func<CancellationToken, Task<RegistryCredential?>>? credential,
        RegistryClientOptions? options,
        CancellationToken cancellationToken)
    {
        var host = RegistryHost.Of(registry, Uri.UriSchemeHttps);
        if (http.AllowsPlainHttp(registry) && !await SpeaksTlsAsync(http, host, cancellationToken).ConfigureAwait(false))
            host = RegistryHost.Of(registry, Uri.UriSchemeHttp);
        return new(http, host, credential ?? (static _ => Task.FromResult<RegistryCredential?>(null)), options ?? RegistryClientOptions.Default);
    }

    /// <summary>A client for a registry whose API is known to be at an address, which is not asked before it is needed.</summary>
    /// <param name="http">The way to it; stays the caller's.</param>
    /// <param name="registry">The registry as references name it, <c>host[:port]</c>.</param>
    /// <param name="address">The address of its API, without a path.</param>
    /// <param name="credential">Finds who to show to it, asked when the registry asks; nobody where null.</param>
    /// <param name="options">How to deal with it; the defaults where null.</param>
    public static RegistryClient At(
        GuardedHttp http, string registry, Uri address, Func<CancellationToken, Task<RegistryCredential?>>? credential, RegistryClientOptions? options) =>
        At(http, new(registry, address), credential ?? (static _ => Task.FromResult<RegistryCredential?>(null)), options ?? RegistryClientOptions.Default);

    /// <summary>A client for a registry that is known to be at a host.</summary>
    internal static RegistryClient At(
        GuardedHttp http, RegistryHost host, Func<CancellationToken, Task<RegistryCredential?>> credential, RegistryClientOptions options) => new(http, host, credential, options);

    /// <summary>Checks that the registry is there, speaks this protocol and lets the user in.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Get, _channel.Host.At(""), $"Cannot reach the registry '{Registry}'");
        using var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks what a tag or digest names.</summary>
    /// <returns>The manifest's or index's descriptor; null where the registry has nothing of that name.</returns>
    public async Task<Descriptor?> ResolveAsync(RepositoryName repository, string tagOrDigest, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Head, repository, tagOrDigest) with { Expected = [HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed] };
        using var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        var asked = Digest.TryParse(tagOrDigest, out var digest) ? digest : (Digest?)null;
        if (response.IsSuccessStatusCode
            && (asked ?? DigestOf(response)) is { } named
            && response.Content.Headers is { ContentLength: { } size, ContentType.MediaType: { } type }
            && (MediaTypes.IsManifest(type) || MediaTypes.IsIndex(type)))
        {
            return new() { MediaType = type, Digest = named, Size = size };
        }
        // A registry that tells less than it should is asked for the manifest itself.
        return (await FetchManifestAsync(repository, tagOrDigest, cancellationToken).ConfigureAwait(false)).Descriptor;
    }

    /// <summary>Fetches a manifest or index, at most 4 MiB.</summary>
    /// <param name="repository">Of which repository.</param>
    /// <param name="tagOrDigest">Its tag or digest; by digest, the bytes are checked against it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageFormatException">What came is neither a manifest nor an index.</exception>
    /// <exception cref="CorruptBlobException">Other bytes came than the digest names.</exception>
    public async Task<ManifestBlob> FetchManifestAsync(RepositoryName repository, string tagOrDigest, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Get, repository, tagOrDigest);
        var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var type = response.Content.Headers.ContentType?.MediaType;
        var told = DigestOf(response);
        var raw = await _channel.ReadAsync(response, ManifestBlob.MaxSize, request.Action, cancellationToken).ConfigureAwait(false);
        // A tag has no digest of its own to check by; the registry's own word is better than none.
        if ((Digest.TryParse(tagOrDigest, out var asked) ? asked : told) is { } expected && expected.OfSameAlgorithm(raw) is var actual && actual != expected)
            throw new CorruptBlobException($"{request.Action}: the registry sent other bytes, with the digest {actual} where {expected} is expected.");
        try
        {
            return ManifestBlob.Parse(raw, type is not null && (MediaTypes.IsManifest(type) || MediaTypes.IsIndex(type)) ? type : null);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{request.Action}: {e.Message}", e);
        }
    }

    /// <summary>Brings a blob into a repository: not at all where it is there, by mounting where another repository has it, else by sending it.</summary>
    public async Task<PushedBlob> PushBlobAsync(RepositoryName repository, BlobSource source, CancellationToken cancellationToken) =>
        await HasBlobAsync(repository, source.Descriptor.Digest, cancellationToken).ConfigureAwait(false)
            ? PushedBlob.Existed
            : await UploadBlobAsync(repository, source, cancellationToken).ConfigureAwait(false);

    /// <summary>Brings in a blob that is known not to be there.</summary>
    internal Task<PushedBlob> UploadBlobAsync(RepositoryName repository, BlobSource source, CancellationToken cancellationToken) =>
        new BlobUpload(_channel, repository, source).RunAsync(cancellationToken);

    /// <summary>
    /// Puts a manifest or index into a repository, whose parts must be there. One that refers to another is found from there: where the registry keeps no
    /// list of that, in the one that clients keep under a tag.
    /// </summary>
    /// <param name="repository">Into which repository.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="tag">The tag it gets; by digest alone where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task PushManifestAsync(RepositoryName repository, ManifestBlob manifest, Tag? tag, CancellationToken cancellationToken)
    {
        var reference = tag?.ToString() ?? manifest.Digest.ToString();
        var action = $"Cannot push the manifest '{Registry}/{repository}{(tag is null ? '@' : ':')}{reference}'";
        var request = new RegistryRequest(HttpMethod.Put, ManifestUri(repository, reference), action)
        {
            Scopes = [RegistryScopes.Push(repository)],
            Content = () => new ReadOnlyMemoryContent(manifest.Raw) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } },
        };
        using var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (DigestOf(response) is { } stored && stored.Algorithm == manifest.Digest.Algorithm && stored != manifest.Digest)
            throw new RegistryException($"{action}: the registry says it stored {stored}, other bytes than were sent.");
        if (manifest.Subject is not null && !response.Headers.Contains("OCI-Subject"))
            await ListReferrerAsync(repository, manifest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the tags of a repository, page by page.</summary>
    public IAsyncEnumerable<Tag> ListTagsAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        new PagedList(_channel).ReadAsync<Tag, TagsAnswer>(
            new(HttpMethod.Get, _channel.Host.At($"{repository}/tags/list?n=1000"), $"Cannot list the tags of '{Registry}/{repository}'")
            {
                Scopes = [RegistryScopes.Pull(repository)],
            },
            DistributionJson.Default.TagsAnswer,
            static page => page.Tags,
            static word => Tag.TryParse(word, out var tag) ? tag : null,
            cancellationToken);

    /// <summary>Lists the registry's repositories, page by page; only some registries allow that.</summary>
    public IAsyncEnumerable<RepositoryName> ListRepositoriesAsync(CancellationToken cancellationToken) =>
        new PagedList(_channel).ReadAsync<RepositoryName, CatalogAnswer>(
            new(HttpMethod.Get, _channel.Host.At("_catalog?n=1000"), $"Cannot list the repositories of '{Registry}'") { Scopes = [RegistryScopes.Catalog] },
            DistributionJson.Default.CatalogAnswer,
            static page => page.Repositories,
            static word => RepositoryName.TryParse(word, out var name) ? name : null,
            cancellationToken);

    /// <summary>
    /// Lists what refers to an image (signatures, SBOMs and their like): by the registry's own list, or by the tag under which clients keep one where
    /// the registry has none (distribution-spec, "Referrers Tag Schema").
    /// </summary>
    /// <param name="repository">Of which repository.</param>
    /// <param name="subject">The image's digest.</param>
    /// <param name="artifactType">Of this type alone; of any where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<Descriptor>> ListReferrersAsync(RepositoryName repository, Digest subject, string? artifactType, CancellationToken cancellationToken) =>
        new ReferrersQuery(_channel, this, repository).ListAsync(subject, artifactType, cancellationToken);

    /// <summary>Deletes a manifest with all its tags; false where it wasn't there.</summary>
    public Task<bool> DeleteManifestAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken) =>
        DeleteAsync(repository, digest.ToString(), cancellationToken);

    /// <summary>Deletes a tag and leaves what it named; false where it wasn't there. Registries of the older specification refuse it.</summary>
    public Task<bool> DeleteTagAsync(RepositoryName repository, Tag tag, CancellationToken cancellationToken) =>
        DeleteAsync(repository, tag.ToString(), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _authenticator.Dispose();
        _listing.Dispose();
    }

    /// <summary>The digest that a response names, or null.</summary>
    internal static Digest? DigestOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.FirstOrDefault(), out var digest) ? digest : null;

    // Whoever else adds to the list at the same moment is overwritten, which the scheme cannot help; this process adds one after the other.
    private async Task ListReferrerAsync(RepositoryName repository, ManifestBlob referrer, CancellationToken cancellationToken)
    {
        await _listing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await new ReferrersTag(this, repository).AddAsync(referrer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _listing.Release();
        }
    }

    private static async Task<bool> SpeaksTlsAsync(GuardedHttp http, RegistryHost host, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, host.At("")), host.Root, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RemoteException e) when (e.IsTlsProblem || !e.NeverConnected)
        {
            return false; // what went wrong otherwise goes wrong again, and is told then
        }
        catch (RemoteException e) when (e.NeverConnected)
        {
            return true;
        }
    }

    private Uri ManifestUri(RepositoryName repository, string reference) => _channel.Host.At($"{repository}/manifests/{reference}");

    private RegistryRequest ManifestRequest(HttpMethod method, RepositoryName repository, string reference)
    {
        var separator = Digest.TryParse(reference, out _) ? '@' : ':';
        return new(method, ManifestUri(repository, reference), $"Cannot fetch the manifest '{Registry}/{repository}{separator}{reference}'")
        {
            Scopes = [RegistryScopes.Pull(repository)],
            Accept = ManifestTypes,
        };
    }

    private RegistryRequest BlobRequest(HttpMethod method, RepositoryName repository, Digest digest, string verb) =>
        new(method, _channel.Host.At($"{repository}/blobs/{digest}"), $"Cannot {verb} the blob {digest} of '{Registry}/{repository}'")
        {
            Scopes = [RegistryScopes.Pull(repository)],
        };

    private async Task<bool> DeleteAsync(RepositoryName repository, string reference, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Delete, ManifestUri(repository, reference), $"Cannot delete '{reference}' of '{Registry}/{repository}'")
        {
            Scopes = [RegistryScopes.Delete(repository)],
            Expected = [HttpStatusCode.NotFound],
        };
        using var response = await _channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode;
    }
}
