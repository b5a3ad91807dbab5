// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>Images made from Debian's packages. What they come to is settled before the first step, as the digest of any other base image is.</summary>
/// <param name="bases">Makes them.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="freshness">When one that was made before is made again.</param>
/// <param name="log">Is told what is being done, in lines; nobody where null.</param>
public sealed class PackageBaseImages(Packages.BaseImages bases, OciLayout store, BaseFreshness freshness, IProgress<string>? log) : IPackageImages
{
    /// <inheritdoc/>
    public async Task<string> GetVersionAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken) =>
        (await MakeAsync(source, platform, freshness, log, cancellationToken).ConfigureAwait(false)).Image.Digest.ToString();

    /// <inheritdoc/>
    public async Task<Descriptor> ComposeAsync(PackagesSource source, Platform platform, IProgress<string> log, CancellationToken cancellationToken)
    {
        var made = await MakeAsync(source, platform, BaseFreshness.IfMissing, log, cancellationToken).ConfigureAwait(false);
        return source.Config is { } config ? Configure(made.Image, platform, config) : made.Image;
    }

    private Task<Packages.BaseImage> MakeAsync(PackagesSource source, Platform platform, BaseFreshness freshness, IProgress<string>? log, CancellationToken cancellationToken) =>
        bases.MakeAsync(new() { From = BaseName.Parse(source.From), Include = source.Include, Platform = platform, Freshness = freshness }, store, log, cancellationToken);

    private Descriptor Configure(Descriptor image, Platform platform, ContainerConfig config)
    {
        var stored = store.ReadImage(image, platform) ?? throw new InvalidOperationException($"The base image {image.Digest} has no image for {platform}.");
        var changed = store.WriteBlob(stored.Manifest.Image!.Config.MediaType, (stored.Config with { Config = config }).ToBytes());
        return store.WriteManifest(ManifestBlob.Create(stored.Manifest.Image with { Config = changed }));
    }
}
