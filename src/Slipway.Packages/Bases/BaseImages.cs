// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>Makes base images without a registry: Debian's from its packages, busybox's from one static program.</summary>
/// <param name="home">Where it is remembered what was made.</param>
public sealed class BaseImages(SlipwayHome home)
{
    /// <summary>The folder of this machine's apt settings.</summary>
    internal string AptFolder { get; init; } = "/etc/apt";

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What was made for a request before; null where nothing was, or the store has lost a part of it. Nothing is made, and no mirror is asked.</summary>
    public Descriptor? Find(BaseImageRequest request, OciLayout store) => new BaseRecords(RecordsFolder).Find(request, store)?.Image;

    /// <summary>The manifests of the base images that were made, whether a store still has them or not: making one again takes a while and a mirror.</summary>
    public IReadOnlyList<Descriptor> ListMade() => [.. new BaseRecords(RecordsFolder).List()];

    private string RecordsFolder => Path.Combine(home.Cache, "bases");

    /// <summary>Makes a base image, or finds the one made before, and gives it its name in the store.</summary>
    /// <param name="request">Which.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="progress">Is told what is being done, in lines; nobody where null.</param>
    /// <param name="cancellationToken">Stops it, and whatever it started.</param>
    /// <exception cref="BaseImageException">It can't be made.</exception>
    /// <exception cref="ExecutionException">A program it takes isn't installed; the message names the package.</exception>
    public async Task<BaseImage> MakeAsync(BaseImageRequest request, OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (request.From.Kind == BaseKind.Busybox)
            return await BusyboxBase.MakeAsync(request, store, progress, cancellationToken).ConfigureAwait(false);
        // Mirrors speak plain http: what they send is signed.
        using var http = new GuardedHttp(new GuardedHttpOptions { PlainHttp = PlainHttpUse.Anywhere });
        var debian = new DebianBase(new(RecordsFolder), new(http, AptFolder), Time);
        return await debian.MakeAsync(request, store, progress, cancellationToken).ConfigureAwait(false);
    }
}
