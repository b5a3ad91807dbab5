// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.IO.Compression;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>
/// Says what is offered: fetches the signed indexes of the sources that apply, checks them, and reads them. Each is asked for once, so that all images of one
/// build are of one moment.
/// </summary>
/// <param name="http">The way to mirrors; they are commonly asked by plain http, for what they say is signed.</param>
/// <param name="aptFolder">The folder of apt's settings.</param>
/// <param name="files">Where indexes are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class PackageSources(GuardedHttp http, string aptFolder, HashedFiles files, TimeProvider time)
{
    private const int MaxReleaseSize = 32 * 1024 * 1024;
    private const long MaxIndexSize = 1L << 30;
    private static readonly string[] Compressions = [".xz", ".gz", ".zst", ""];

    private readonly ConcurrentDictionary<string, Lazy<Task<ReleaseFile>>> _releases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<PackagesIndex>>>> _indexes = new(StringComparer.Ordinal);

    /// <summary>What is offered for a request.</summary>
    /// <returns>The packages, and when the newest index was published.</returns>
    /// <exception cref="BaseImageException">An index is refused.</exception>
    /// <exception cref="RemoteException">A mirror can't be reached or hasn't the suite.</exception>
    public async Task<(PackageCatalog Catalog, DateTimeOffset Snapshot)> OpenAsync(PackagesRequest request, CancellationToken cancellationToken)
    {
        var architecture = DebianArchitecture.Of(request.Platform);
        var debian = await Task.WhenAll(DebianSources(request).Select(source => GetReleaseAsync(source, cancellationToken))).ConfigureAwait(false);
        // What another origin publishes under a suite's name is not Debian's.
        var own = debian.Where(static release => release.Origin == "Debian").ToList();
        if (!own.Exists(release => release.Source.Suite == request.Suite.ToString()))
            throw new BaseImageException($"None of the sources for '{request.Suite}' is Debian's own: {string.Join(", ", debian.Select(static release => $"'{release.Source.Shown}' is of the origin '{release.Origin}'"))}.");
        var others = await Task.WhenAll(request.Sources.Select(source => GetReleaseAsync(source.ToSource(), cancellationToken))).ConfigureAwait(false);
        var releases = own.Concat(others).ToList();
        var indexes = await Task.WhenAll(releases.Select(release => GetIndexesAsync(release, architecture, cancellationToken))).ConfigureAwait(false);
        return (new([.. indexes.SelectMany(static list => list)], architecture), releases.Max(static release => release.Date));
    }

    private IEnumerable<AptSource> DebianSources(PackagesRequest request) =>
        new DebianMirrors(aptFolder).Find(request.Suite).Select(source => source with { Components = request.Components });

    private Task<ReleaseFile> GetReleaseAsync(AptSource source, CancellationToken cancellationToken) =>
        _releases.GetOrAdd($"{source.Shown} {string.Join(' ', source.Components)} {source.SignedBy}", _ => new(() => FetchReleaseAsync(source, cancellationToken))).Value;

    private async Task<ReleaseFile> FetchReleaseAsync(AptSource source, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            var response = await http.GetAsync(source.InRelease, cancellationToken).ConfigureAwait(false);
            content = await http.ReadBodyAsync(response, MaxReleaseSize, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw new BaseImageException($"The mirror '{source.Uri}' has no signed index (InRelease) of '{source.Suite}', and an unsigned one is not used.", e);
        }
        using var keys = AptKeys.Of(source, aptFolder);
        var signed = await SignedRelease.OpenAsync(source, content, keys, cancellationToken).ConfigureAwait(false);
        return ReleaseFile.Parse(source, signed.Span, time.GetUtcNow());
    }

    private Task<IReadOnlyList<PackagesIndex>> GetIndexesAsync(ReleaseFile release, string architecture, CancellationToken cancellationToken) =>
        _indexes.GetOrAdd($"{release.Digest} {release.Source.Shown} {string.Join(' ', release.Source.Components)} {architecture}",
            _ => new(() => Task.Run(() => ReadIndexesAsync(release, architecture, cancellationToken), cancellationToken))).Value;

    private async Task<IReadOnlyList<PackagesIndex>> ReadIndexesAsync(ReleaseFile release, string architecture, CancellationToken cancellationToken)
    {
        var indexes = new List<PackagesIndex>();
        foreach (var component in release.Source.Components)
        {
            // Some keep packages for all architectures apart; Debian has them in each architecture's index.
            string[] folders = [$"{component}/binary-{architecture}", $"{component}/binary-all"];
            var found = folders.Where(folder => Compressions.Any(ending => release.Find($"{folder}/Packages{ending}") is not null)).ToList();
            if (found.Count == 0)
                throw new BaseImageException($"The mirror '{release.Source.Shown}' has no packages for {architecture} in the component '{component}'.");
            foreach (var folder in found[0].EndsWith("-all", StringComparison.Ordinal) || release.Origin != "Debian" ? found : found[..1])
            {
                var text = await GetTextAsync(release, $"{folder}/Packages", cancellationToken).ConfigureAwait(false);
                try
                {
                    indexes.Add(new(text, release.Source.Uri, architecture));
                }
                catch (FormatException e)
                {
                    throw new BaseImageException($"The index of '{release.Source.Shown}' can't be read: {e.Message}", e);
                }
            }
        }
        return indexes;
    }

    // Kept as text where the release says its digest: then it is verified and not decompressed again.
    private async Task<byte[]> GetTextAsync(ReleaseFile release, string path, CancellationToken cancellationToken)
    {
        var plain = release.Find(path);
        if (plain is not null && await files.FindAsync(plain.Digest, cancellationToken).ConfigureAwait(false) is { } known)
            return await File.ReadAllBytesAsync(known, cancellationToken).ConfigureAwait(false);
        var packed = Compressions.Select(ending => release.Find(path + ending)).First(static file => file is not null)!;
        if (packed.Size > MaxIndexSize || plain?.Size > MaxIndexSize)
            throw new BaseImageException($"The index '{path}' of '{release.Source.Shown}' is larger than the {MaxIndexSize} bytes that are read of one.");
        var shown = $"The index '{packed.Path}' of '{release.Source.Shown}'";
        var file = await files.GetAsync(packed.Digest, packed.Size, release.AddressOf(packed), shown, cancellationToken).ConfigureAwait(false);
        var text = await DecompressAsync(file, Path.GetExtension(packed.Path), shown, cancellationToken).ConfigureAwait(false);
        if (plain is null)
            return text;
        if (Digest.Sha256(text) != plain.Digest)
            throw new BaseImageException($"{shown} is refused: what is in it has another digest than the release says.");
        if (packed != plain)
        {
            files.Keep(plain.Digest, text);
            File.Delete(file);
        }
        return text;
    }

    private static async Task<byte[]> DecompressAsync(string path, string ending, string shown, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            Stream text = ending switch
            {
                ".xz" => new XzDecompressionStream(file),
                ".gz" => new GZipStream(file, CompressionMode.Decompress),
                ".zst" => new ZstdDecompressionStream(file),
                _ => file,
            };
            await using (text.ConfigureAwait(false))
            {
                var whole = new MemoryStream();
                var buffer = new byte[256 * 1024];
                while (await text.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    if (whole.Length + count > MaxIndexSize)
                        throw new BaseImageException($"{shown} is larger than the {MaxIndexSize} bytes that are read of one.");
                    whole.Write(buffer, 0, count);
                }
                return whole.ToArray();
            }
        }
    }
}
