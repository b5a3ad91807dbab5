// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Packages;

/// <summary>
/// Composes images from Debian's packages: resolved, fetched, verified and laid out as layers, for any platform alike. No program runs but gpgv, which checks
/// signatures. Equal packages and declarations give equal bytes.
/// </summary>
public sealed class PackageComposer
{
    private const int MaxFetches = 6;
    private readonly Lazy<HashedFiles> _archives;
    private readonly Lazy<PackageSources> _sources;

    /// <summary>Composes with what is kept in a home.</summary>
    /// <param name="home">Where indexes and packages are kept.</param>
    /// <param name="http">The way to mirrors; it stays the caller's.</param>
    public PackageComposer(SlipwayHome home, GuardedHttp http)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(http);
        // What mirrors send is signed, or named by a digest that is.
        var mirrors = new Lazy<GuardedHttp>(() => http.Speaking(PlainHttpUse.Anywhere).Behind(AptProxy.Of(AptFolder)));
        _archives = new(() => new(Path.Combine(home.Cache, "packages"), mirrors.Value, Time));
        _sources = new(() => new(mirrors.Value, AptFolder, new(Path.Combine(home.Cache, "indexes"), mirrors.Value, Time), Time));
    }

    /// <summary>The folder of this machine's apt settings. The default is <c>/etc/apt</c>.</summary>
    public string AptFolder { get; init; } = "/etc/apt";

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The packages that a request comes to at the moment.</summary>
    /// <exception cref="BaseImageException">A package isn't offered, can't be met, or an index is refused; the message names it.</exception>
    /// <exception cref="RemoteException">A mirror can't be reached.</exception>
    /// <exception cref="ExecutionException">gpgv isn't installed; the message names its package.</exception>
    public async Task<PackageSet> ResolveAsync(PackagesRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (catalog, snapshot) = await _sources.Value.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            string[] first = request.Base == PackageBase.Full ? [.. catalog.FindRequired().Select(static package => package.Name), "apt", .. MergedUsr.PackagesOf(catalog)] : ["base-files"];
            var wishes = request.Include.Select(PackageWish.Parse).ToList();
            var found = new PackageResolver(catalog, request.Recommends).Resolve([.. first.Where(name => !wishes.Exists(wish => wish.Name == name)).Select(PackageWish.Parse), .. wishes]);
            return new()
            {
                Snapshot = snapshot,
                Packages = [.. found.Select(static package => new LockedPackage
                {
                    Name = package.Name,
                    Version = package.Version.ToString(),
                    Architecture = package.Architecture,
                    Digest = package.Digest,
                    Size = package.Size,
                    Address = package.Address,
                })],
            };
        }
        catch (FormatException e)
        {
            throw new BaseImageException($"Cannot compose '{request.Selection}': {e.Message}", e);
        }
    }

    /// <summary>Composes the image of a request from the packages that it came to.</summary>
    /// <param name="request">What it is to be.</param>
    /// <param name="packages">The packages.</param>
    /// <param name="form">Which part of the whole is composed.</param>
    /// <param name="store">Where it goes.</param>
    /// <param name="progress">Is told what is being done, in lines; nobody where null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest, stored with all it names.</returns>
    /// <exception cref="BaseImageException">A package is refused, or what is declared can't be there; the message says why.</exception>
    /// <exception cref="RemoteException">A package can't be had.</exception>
    public async Task<Descriptor> ComposeAsync(
        PackagesRequest request, PackageSet packages, ComposedForm form, OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(packages);
        var opened = await OpenAsync(packages, progress, cancellationToken).ConfigureAwait(false);
        try
        {
            // Of the packages alone, so that the same packages are the same bytes whatever else was published.
            var built = opened.Select(static package => package.Archive.Built).Max();
            var time = UnixTime.From(packages.Snapshot) is var snapshot && built > snapshot ? snapshot : built;
            var image = new ComposedImage(request, opened, time);
            var layers = form switch
            {
                ComposedForm.System => await image.WriteLayersAsync(store, progress, cancellationToken).ConfigureAwait(false),
                ComposedForm.Seed => [await image.WriteSeedAsync(store, progress, cancellationToken).ConfigureAwait(false)],
                _ => [await image.WriteArchivesAsync(_archives.Value, store, progress, cancellationToken).ConfigureAwait(false)],
            };
            return WriteImage(request, time.ToDateTimeOffset(), layers, store);
        }
        finally
        {
            foreach (var package in opened)
                package.Dispose();
        }
    }

    private async Task<IReadOnlyList<OpenedPackage>> OpenAsync(PackageSet packages, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"{packages.Packages.Count} packages, {packages.Packages.Sum(static package => package.Size) / 1e6:0.0} MB, as of {packages.Snapshot:yyyy-MM-dd HH:mm} UTC");
        var opened = new OpenedPackage?[packages.Packages.Count];
        try
        {
            await Parallel.ForAsync(0, opened.Length, new ParallelOptions { MaxDegreeOfParallelism = MaxFetches, CancellationToken = cancellationToken }, async (at, token) =>
            {
                var package = packages.Packages[at];
                opened[at] = await OpenedPackage.OpenAsync(package, await FetchAsync(package, token).ConfigureAwait(false), token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            return opened!;
        }
        catch
        {
            foreach (var package in opened)
                package?.Dispose();
            throw;
        }
    }

    private async Task<string> FetchAsync(LockedPackage package, CancellationToken cancellationToken)
    {
        try
        {
            return await _archives.Value.GetAsync(package.Digest, package.Size, package.Address, $"The package {package}", cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Gone)
        {
            throw new BaseImageException($"The mirror no longer has the package {package} ({package.Address}). Take what there is now with 'slipway lock --update', "
                + "or name a mirror that keeps old versions in the apt settings, such as snapshot.debian.org.", e);
        }
    }

    private static Descriptor WriteImage(PackagesRequest request, DateTimeOffset time, IReadOnlyList<(WrittenLayer Layer, string Says)> layers, OciLayout store)
    {
        var config = new ImageConfig
        {
            Created = time,
            Architecture = request.Platform.Architecture,
            Variant = request.Platform.Variant,
            Os = request.Platform.Os,
            Config = new() { Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] },
            Rootfs = new() { DiffIds = [.. layers.Select(static layer => layer.Layer.DiffId)] },
            History = [.. layers.Select(layer => new HistoryEntry { Created = time, CreatedBy = layer.Says })],
        };
        var manifest = new ImageManifest { Config = store.WriteBlob(MediaTypes.Config, config.ToBytes()), Layers = [.. layers.Select(static layer => layer.Layer.Descriptor)] };
        return store.WriteManifest(ManifestBlob.Create(manifest));
    }
}
