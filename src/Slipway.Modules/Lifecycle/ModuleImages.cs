// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Modules;

/// <summary>Finds the images of modules: what a name stands for is asked once, and from then on only the digest counts.</summary>
internal sealed class ModuleImages(AgentOptions options) : IDisposable
{
    /// <summary>The registry of names that stand for the local store alone.</summary>
    public const string LocalRegistry = "localhost";

    private readonly GuardedHttp _http = new(new()
    {
        Registries = options.Registries ?? RegistrySettings.FromEnvironment(),
        PinnedCertificateOf = authority => ServerRecord.CertificateOf(options.Home, authority),
    });

    private readonly SnapshotStore _snapshots = new(options.Home, options.Time);
    private OciLayout? _store;

    private OciLayout Store => _store ??= OciLayout.Open(options.Home.Store);

    public void Dispose() => _http.Dispose();

    /// <summary>The image that a reference stands for now, in the store by the time this returns.</summary>
    public async Task<StoredImage> ResolveAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        using var lease = await Store.LeaseAsync(cancellationToken);
        var isLocal = reference.Registry.Equals(LocalRegistry, StringComparison.OrdinalIgnoreCase);
        if (isLocal || reference.Digest is not null)
        {
            if (Store.Resolve(reference) is { } stored && FindWhole(stored) is { } there)
                return there;
            if (isLocal)
                throw ModuleRefusals.ImageMissing(reference, "in the local store");
        }
        try
        {
            var transfer = new ImageTransfer(_http, options.Credentials);
            var resolved = await transfer.ResolveAsync(reference, cancellationToken) ?? throw ModuleRefusals.ImageMissing(reference, "in its registry");
            if (Store.Contains(resolved.Digest) && FindWhole(resolved) is { } there)
                return there;
            var pulled = await transfer.PullAsync(new(reference.WithDigest(resolved.Digest), Platform.Host), Store, progress: null, cancellationToken);
            return FindWhole(pulled.Stored) ?? throw ModuleRefusals.ImageMissing(reference, $"for {Platform.Host}");
        }
        catch (Exception e) when (e is RemoteException or ImageFormatException or CorruptBlobException or CredentialException)
        {
            throw ModuleRefusals.ImageUnavailable(reference, e);
        }
    }

    /// <summary>An image of the store by the digest of its manifest.</summary>
    /// <exception cref="ModuleException">It isn't there any more.</exception>
    public StoredImage Read(ImageReference reference, Digest digest) =>
        Store.Contains(digest) && Store.Resolve(reference.WithDigest(digest)) is { } stored && FindWhole(stored) is { } image
            ? image : throw ModuleRefusals.ImageMissing(reference.WithDigest(digest), "in the store any more");

    /// <summary>Judges images of the store. No command of theirs is run.</summary>
    public PolicyJudge OpenJudge() => new(new StoreContent(Store), new InventoryReader(Store, options.Home), runner: null);

    /// <summary>Its layers, unpacked and held.</summary>
    public async Task<ImageRoot> UnpackAsync(StoredImage image, CancellationToken cancellationToken)
    {
        using var lease = await Store.LeaseAsync(cancellationToken);
        return await ImageRoot.OpenAsync(Store, _snapshots, image, cancellationToken);
    }

    private StoredImage? FindWhole(Descriptor descriptor)
    {
        try
        {
            return Store.ReadImage(descriptor, Platform.Host) is { } image && image.Layers.All(layer => Store.Contains(layer.Digest)) ? image : null;
        }
        catch (FileNotFoundException)
        {
            return null; // an index whose image for this platform was not pulled
        }
    }
}
