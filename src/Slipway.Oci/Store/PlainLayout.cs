// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci;

/// <summary>
/// An OCI layout as other tools write it, to bring images to: its names stand in <c>index.json</c> alone. Blobs are flushed before the index names them.
/// </summary>
public sealed class PlainLayout : IDisposable
{
    private readonly OciLayout _layout;

    private PlainLayout(OciLayout layout) => _layout = layout;

    /// <summary>The folder.</summary>
    public string Root => _layout.Root;

    /// <summary>Opens the layout in a folder, and makes an empty one where there is none.</summary>
    /// <exception cref="ImageFormatException">The folder is a layout of another version, or a store of Slipway's own, whose names are kept beside the index.</exception>
    public static PlainLayout Open(string folder)
    {
        var root = Path.GetFullPath(folder);
        var files = new DiskBlobFiles(root);
        RequirePlain(root);
        files.MakeFolders("");
        files.MakeFolders([LayoutPaths.Ingest, .. LayoutPaths.Algorithms.Select(LayoutPaths.BlobFolder)]);
        if (MarkerFile.TryRead(files) is { } marker)
            MarkerFile.Require(marker, Path.Combine(root, LayoutPaths.Marker));
        else
            MarkerFile.Write(files);
        return new(OciLayout.Unchecked(root, files));
    }

    /// <summary>Refuses a folder that is more than a layout.</summary>
    /// <exception cref="ImageFormatException">It is a store of Slipway's own.</exception>
    public static void RequirePlain(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, LayoutPaths.Refs)))
            throw new ImageFormatException($"'{folder}' is a store of Slipway's own, which keeps its names beside the index. Bring images there with slipway pull or load.");
    }

    /// <summary>Whether a blob is there.</summary>
    public bool Contains(Digest digest) => _layout.Contains(digest);

    /// <summary>Takes a blob, checked.</summary>
    /// <param name="descriptor">What it is.</param>
    /// <param name="content">Its bytes; disposed.</param>
    /// <param name="cancellationToken">Stops it; nothing is there then.</param>
    /// <exception cref="CorruptBlobException">The bytes are others.</exception>
    public Task ImportBlobAsync(Descriptor descriptor, Stream content, CancellationToken cancellationToken) => _layout.ImportBlobAsync(descriptor, content, cancellationToken);

    /// <summary>Takes a manifest or an index.</summary>
    public void WriteManifest(ManifestBlob manifest) => _layout.WriteManifest(manifest);

    /// <summary>Lists an image in the index, in place of what was listed under its name, or of itself where it has none.</summary>
    /// <param name="image">The image, which is there; without a name it is listed with its annotations.</param>
    /// <param name="refName">Its name in the layout (<c>org.opencontainers.image.ref.name</c>); null for none.</param>
    /// <param name="cancellationToken">Stops waiting for another process that lists one.</param>
    public async Task ListAsync(Descriptor image, string? refName, CancellationToken cancellationToken)
    {
        using var changing = await _layout.Files.LockAsync(LayoutPaths.Marker, FileLockMode.Exclusive, cancellationToken).ConfigureAwait(false);
        var old = AtomicFile.TryRead(_layout.Files, LayoutPaths.Index, ManifestBlob.MaxSize) is { } raw ? ManifestBlob.Parse(raw, MediaTypes.Index).Index! : new ImageIndex { Manifests = [] };
        var listed = refName is null ? image : image with { Annotations = new Dictionary<string, string> { [AnnotationKeys.RefName] = refName } };
        var others = old.Manifests.Where(other => refName is null ? other.RefName is not null || other.Digest != image.Digest : other.RefName != refName);
        foreach (var folder in LayoutPaths.Algorithms.Select(LayoutPaths.BlobFolder))
            _layout.Files.FlushFolder(folder);
        AtomicFile.Write(_layout.Files, LayoutPaths.Index, ManifestBlob.Create(old with { Manifests = [.. others, listed] }).Raw);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Other tools know of no such folders; one that is still of use stays.
        foreach (var folder in (string[])[LayoutPaths.Ingest, LayoutPaths.BlobFolder("sha512")])
            _layout.Files.DeleteFolder(folder);
    }
}
