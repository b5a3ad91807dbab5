// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>Images composed from Debian's packages, in the versions that a lock file says, or else in those that are offered. What they come to is settled once.</summary>
/// <param name="composer">Composes them.</param>
/// <param name="store">Where they go.</param>
public sealed class ComposedPackageImages(PackageComposer composer, OciLayout store) : IPackageImages
{
    private readonly ConcurrentDictionary<(PackagesSource Source, string Platform), Lazy<Task<PackageSet>>> _packages = new();

    /// <inheritdoc/>
    public async Task<string> GetVersionAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken) =>
        RequestOf(source, platform).DigestOf(await GetPackagesAsync(source, platform, cancellationToken).ConfigureAwait(false)).ToString();

    /// <inheritdoc/>
    public async Task<Descriptor> ComposeAsync(PackagesSource source, Platform platform, ComposedForm form, IProgress<string> log, CancellationToken cancellationToken)
    {
        var packages = await GetPackagesAsync(source, platform, cancellationToken).ConfigureAwait(false);
        return await composer.ComposeAsync(RequestOf(source, platform), packages, form, store, log, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is asked for on a platform.</summary>
    public static PackagesRequest RequestOf(PackagesSource source, Platform platform)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Request with { Platform = platform, Base = source.Scripts == PackageScripts.Run ? PackageBase.Full : PackageBase.Minimal };
    }

    private Task<PackageSet> GetPackagesAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken) =>
        _packages.GetOrAdd((source, platform.ToString()), _ => new(() => SettleAsync(source, platform, cancellationToken))).Value;

    private async Task<PackageSet> SettleAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken)
    {
        var request = RequestOf(source, platform);
        return source.LockFile is { } file
            ? PackageLock.Read(file).Find(request) ?? throw PackageLock.Missing(file, request)
            : await composer.ResolveAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
