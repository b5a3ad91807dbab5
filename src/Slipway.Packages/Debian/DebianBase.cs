// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Packages;

/// <summary>
/// Makes images from Debian's packages with mmdebstrap. Equal package versions give equal bytes: times come from the packages, and what differs between two
/// makings is left out.
/// </summary>
internal sealed class DebianBase(BaseRecords records, DebianMirrors mirrors, TimeProvider time)
{
    public async Task<BaseImage> MakeAsync(BaseImageRequest request, OciLayout store, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (!DebianArchitecture.Runs(request.Platform))
        {
            throw new BaseImageException($"Cannot make the base '{request.From}' for {request.Platform} on {Platform.Host}: "
                + "its packages' scripts must run, and the kernel has no emulator for them. Install one: apt-get install qemu-user-static binfmt-support");
        }
        // Two commands that need the same base make it once.
        using var alone = await records.LockAsync(request, cancellationToken).ConfigureAwait(false);
        var record = request.Freshness == BaseFreshness.Always ? null : records.Find(request, store);
        if (record is not null && request.Freshness == BaseFreshness.IfMissing)
            return await ReuseAsync(record, request, store, cancellationToken).ConfigureAwait(false);

        var sources = mirrors.Find(request.From.Suite!.Value);
        var releases = await AskAsync(sources, record, progress, cancellationToken).ConfigureAwait(false);
        if (record is not null && (releases is null || record.Releases.SequenceEqual(releases.Select(static release => release.Digest).Order())))
            return await ReuseAsync(record, request, store, cancellationToken).ConfigureAwait(false);

        var made = await MakeAsync(request, releases is { Count: > 0 } ? [.. releases.Select(static release => release.Source)] : sources,
            releases?.Max(static release => release.Date) ?? time.GetUtcNow(), store, progress, cancellationToken).ConfigureAwait(false);
        records.Save(request, made);
        return await made.ToImageAsync(request, store, isReused: false, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<BaseImage> ReuseAsync(BaseRecord record, BaseImageRequest request, OciLayout store, CancellationToken cancellationToken) =>
        await record.ToImageAsync(request, store, isReused: true, cancellationToken).ConfigureAwait(false);

    // Null where the mirrors can't be asked: then what was made before will do, or apt, which may know a way that we don't, is left to try.
    private async Task<IReadOnlyList<SuiteRelease>?> AskAsync(
        IReadOnlyList<AptSource> sources, BaseRecord? record, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await mirrors.AskAsync(sources, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteException e)
        {
            progress?.Report(record is null
                ? $"mirrors can't be asked what they have ({e.Message})"
                : $"mirrors can't be asked for anything newer; using what was made before ({e.Message})");
            return null;
        }
    }

    private async Task<BaseRecord> MakeAsync(
        BaseImageRequest request,
        IReadOnlyList<AptSource> sources,
        DateTimeOffset published,
        OciLayout store,
        IProgress<string>? progress,
        CancellationToken cancellationToken)
    {
        var tool = new Mmdebstrap(request, sources, records.MakeWorkFolder(request), time, progress);
        var files = DebianFiles.For(request.From.Suite!.Value, request.From.Kind);
        var (layer, newest) = await tool.RunAsync(published, async (stream, age, token) =>
        {
            var tar = new TarReader(stream, TarReaderOptions.Default, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                var entries = new DebianTree(tar, age, files).Read(token);
                var written = await LayerWriter.WriteAsync(store, entries, new LayerOptions { LatestModified = UnixTime.From(age) }, token).ConfigureAwait(false);
                await tar.DrainAsync(1024 * 1024, token).ConfigureAwait(false);
                return (written, age);
            }
        }, cancellationToken).ConfigureAwait(false);
        return BaseRecord.Write(store, request, layer, newest, ["bash"], tool.Releases);
    }
}
