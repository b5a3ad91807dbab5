// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>
/// A tar that one image is brought to: gathered in a folder beside it, since blobs come in any order, and written when it is whole. What had the file's
/// name before is replaced then.
/// </summary>
internal sealed class ArchiveTarget : IImageTarget
{
    private readonly string _path;
    private readonly ImageArchiveFormat _format;
    private readonly ImageReference? _reference;
    private readonly string? _refName;
    private readonly List<ArchivedImage> _referrers = [];
    private readonly TemporaryBeside _folder;
    private bool _isNamed;
    private readonly OciLayout _staging;

    public ArchiveTarget(ImagePlace place)
    {
        (_path, _reference, _refName) = (place.Path!, place.Reference, place.RefName);
        _format = place.Kind == ImagePlaceKind.DockerArchive ? ImageArchiveFormat.Docker : ImageArchiveFormat.Oci;
        if (LinuxFile.TryGetStatus(_path, FinalLink.Follow) is { Type: not FileType.RegularFile })
            throw new ImageFormatException($"'{_path}' is there and is no file; name another for the archive.");
        _folder = TemporaryBeside.Create(_path);
        _staging = OciLayout.Open(_folder.Path);
    }

    public string Name => _path;

    public IReadOnlyList<string> Names => [_path];

    public IReadOnlyList<string> SetNames => _isNamed ? Names : [];

    public async Task<TransferState> TakeBlobAsync(Descriptor blob, IImageSource source, Action<long> moved, CancellationToken cancellationToken)
    {
        moved(0);
        var content = new CountingStream(await source.OpenForCheckAsync(blob, cancellationToken).ConfigureAwait(false), moved);
        await _staging.ImportBlobAsync(blob, content, cancellationToken).ConfigureAwait(false);
        return TransferState.Done;
    }

    public Task TakeManifestAsync(ManifestBlob manifest, CancellationToken cancellationToken)
    {
        _staging.WriteManifest(manifest);
        return Task.CompletedTask;
    }

    public Task TakeReferrerAsync(ManifestBlob referrer, CancellationToken cancellationToken)
    {
        _staging.WriteManifest(referrer);
        if (referrer.Subject is not null)
            _referrers.Add(new(ReferrersTag.Describe(referrer), []));
        return Task.CompletedTask;
    }

    public async Task NameAsync(ManifestBlob root, CancellationToken cancellationToken)
    {
        if (_format == ImageArchiveFormat.Docker && root.Index is not null)
            throw new ImageFormatException($"An archive of docker save ('{_path}') holds images of one platform, and this is an index; choose one by its platform, or write an oci-archive.");
        _staging.WriteManifest(root);
        var temporary = Path.Combine(_folder.Path, "archive.tar");
        var image = _refName is not null && _reference is null
            ? new ArchivedImage(root.Descriptor with { Annotations = new Dictionary<string, string> { [AnnotationKeys.RefName] = _refName } }, [])
            : new ArchivedImage(root.Descriptor, _reference is null ? [] : [_reference.WithDefaultTag()]);
        var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        await using (output.ConfigureAwait(false))
        {
            await ImageArchiveWriter.WriteAsync(_staging, [image, .. _referrers], _format, output, cancellationToken).ConfigureAwait(false);
            output.Flush(flushToDisk: true);
        }
        File.Move(temporary, _path, overwrite: true);
        _isNamed = true;
    }

    public void Dispose() => _folder.Dispose();
}
