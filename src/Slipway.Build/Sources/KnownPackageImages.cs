// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Build;

/// <summary>Images made from packages as far as they were made before, for a plan: nothing is made.</summary>
/// <param name="bases">Knows what was made.</param>
/// <param name="store">Where they are kept.</param>
public sealed class KnownPackageImages(Packages.BaseImages bases, OciLayout store) : IPackageImages
{
    /// <inheritdoc/>
    public Task<string> GetVersionAsync(PackagesSource source, Platform platform, CancellationToken cancellationToken) =>
        Task.FromResult(bases.Find(new() { From = BaseName.Parse(source.From), Include = source.Include, Platform = platform }, store)?.Digest.ToString() ?? "not made yet");

    /// <inheritdoc/>
    public Task<Descriptor> ComposeAsync(PackagesSource source, Platform platform, IProgress<string> log, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A plan makes no images.");
}
