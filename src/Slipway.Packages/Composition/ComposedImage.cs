// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Packages;

/// <summary>The layers of a composed image.</summary>
/// <param name="request">What it is to be.</param>
/// <param name="packages">Its packages, opened, in the order of their names.</param>
/// <param name="time">The time of what is made here, and the latest of any.</param>
internal sealed class ComposedImage(PackagesRequest request, IReadOnlyList<OpenedPackage> packages, UnixTime time)
{
    /// <summary>Writes them.</summary>
    /// <returns>Each layer with the line that its history has for it.</returns>
    public async Task<IReadOnlyList<(WrittenLayer Layer, string Says)>> WriteLayersAsync(OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var removed = request.Remove.Fresh();
        var root = new ComposedRoot(removed, DeclaredPaths(), time);
        var system = new SystemFiles(request, root, time);
        var written = new List<(WrittenLayer, string)>();
        async Task AddAsync(IEnumerable<LayerEntry> entries, string says)
        {
            progress?.Report($"writing {says}");
            var layer = await WriteAsync(store, entries, cancellationToken).ConfigureAwait(false);
            written.Add((layer, $"PACKAGES debian/{request.Suite} {says}"));
        }

        var what = request.Include.Count > 0 ? string.Join(' ', request.Include) : "base-files";
        if (request.Layers == LayerGrouping.One)
        {
            await AddAsync(root.Begin().Concat(Unpack(packages, root, cancellationToken)).Concat(Lazily(() => system.Create(packages))), what).ConfigureAwait(false);
        }
        else
        {
            var isFirst = true;
            foreach (var group in PackageGroups.Of(packages, [.. request.Include.Prepend("base-files")]))
            {
                var entries = Unpack(group, root, cancellationToken);
                await AddAsync(isFirst ? root.Begin().Concat(entries) : entries, string.Join(' ', group.Select(static package => package.Package.Name))).ConfigureAwait(false);
                isFirst = false;
            }
            await AddAsync(Lazily(() => system.Create(packages)), "users, links, files and records").ConfigureAwait(false);
        }
        if (removed.Unused.ToList() is { Count: > 0 } unused)
            throw new BaseImageException($"Nothing of the packages is at {string.Join(", ", unused.Select(static path => $"'{path}'"))}, which 'remove' names.");
        return written;
    }

    /// <summary>Writes as much of a system as dpkg needs to run in it: what no system does without, unpacked and not recorded.</summary>
    public async Task<(WrittenLayer Layer, string Says)> WriteSeedAsync(OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("writing the essential packages");
        var root = new ComposedRoot(request.Remove.Fresh(), new HashSet<string>(), time);
        var system = new SystemFiles(request with { Links = [], Files = [] }, root, time);
        var entries = root.Begin().Concat(Unpack(PackageInstallation.Essential(packages), root, cancellationToken)).Concat(Lazily(() => system.CreateSeed()));
        return (await WriteAsync(store, entries, cancellationToken).ConfigureAwait(false), $"PACKAGES debian/{request.Suite} essential packages");
    }

    /// <summary>Writes the archives of the packages and the script that installs them.</summary>
    public async Task<(WrittenLayer Layer, string Says)> WriteArchivesAsync(HashedFiles files, OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"writing {packages.Count} archives");
        var entries = new PackageInstallation(request, packages, time).Create(files);
        return (await WriteAsync(store, entries, cancellationToken).ConfigureAwait(false), $"PACKAGES debian/{request.Suite} archives");
    }

    private Task<WrittenLayer> WriteAsync(OciLayout store, IEnumerable<LayerEntry> entries, CancellationToken cancellationToken) =>
        LayerWriter.WriteAsync(store, entries, LayerOptions.Default with { LatestModified = time }, cancellationToken);

    private static IEnumerable<LayerEntry> Unpack(IEnumerable<OpenedPackage> group, ComposedRoot root, CancellationToken cancellationToken) =>
        group.SelectMany(package => root.Unpack(package, cancellationToken));

    private HashSet<string> DeclaredPaths() =>
        [.. request.Links.Select(static link => link.Path).Concat(request.Files.Select(static file => file.Path)).Select(static path => MergedUsr.Map(path.TrimStart('/')))];

    // What is made in the end stands on what was unpacked by then.
    private static IEnumerable<LayerEntry> Lazily(Func<IEnumerable<LayerEntry>> create)
    {
        foreach (var entry in create())
            yield return entry;
    }
}
