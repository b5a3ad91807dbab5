// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>Copies a registry's tags, with all that they lead to and the referrers of it, into a new OCI image layout that other tools read.</summary>
public sealed class RegistryExport
{
    private const int BufferSize = 256 * 1024;
    private const int PageSize = 1000;
    private readonly RegistryStorage _storage;
    private readonly DiskBlobFiles _files;
    private readonly List<Descriptor> _entries = [];
    private readonly List<string> _names = [];
    private readonly HashSet<Digest> _written = [];
    private readonly HashSet<(RepositoryName, Digest)> _seen = [];

    private RegistryExport(RegistryStorage storage, string folder) => (_storage, _files) = (storage, new(folder));

    /// <summary>Exports the tags of some repositories.</summary>
    /// <param name="storage">The registry; it may be serving.</param>
    /// <param name="folder">Where to; an absolute path of an empty folder, or of none.</param>
    /// <param name="repositories">Which repositories.</param>
    /// <param name="tags">Which of their tags.</param>
    /// <param name="cancellationToken">Ends it, and leaves a folder that no tool takes for a layout.</param>
    /// <exception cref="IOException">The folder isn't empty, or can't be written.</exception>
    /// <exception cref="InvalidDataException">A part of an image is missing or damaged.</exception>
    public static async Task<ExportReport> ExportAsync(RegistryStorage storage, string folder, NamePattern repositories, NamePattern tags, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException($"The folder '{folder}' is not empty; an export makes a layout of its own.");
        var export = new RegistryExport(storage, folder);
        export._files.MakeFolders("blobs/sha256", "blobs/sha512");
        await export.RunAsync(repositories, tags, cancellationToken);
        return new() { Names = export._names, Blobs = export._written.Count };
    }

    private async Task RunAsync(NamePattern repositories, NamePattern tags, CancellationToken cancellationToken)
    {
        foreach (var repository in ListAll(after => _storage.Tags.ListRepositories(after, PageSize)).Where(repositories.Matches).Select(RepositoryName.Parse))
        {
            foreach (var tag in ListAll(after => _storage.Tags.List(repository, after, PageSize) ?? []).Where(tags.Matches).Select(Tag.Parse))
            {
                if (_storage.Manifests.Find(repository, tag, ManifestContent.Whole) is not { } manifest)
                    continue; // taken away since
                await WriteManifestAsync(repository, manifest, cancellationToken);
                _names.Add($"{repository}:{tag}");
                _entries.Add(DescribeEntry(manifest, $"{repository}:{tag}"));
            }
        }
        // The marker last: a folder without it is no layout.
        AtomicFile.Write(_files, "index.json", ManifestBlob.Create(new ImageIndex { Manifests = _entries }).Raw);
        AtomicFile.Write(_files, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray());
    }

    private async Task WriteManifestAsync(RepositoryName repository, ManifestRecord manifest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_seen.Add((repository, manifest.Digest)))
            return;
        var document = ManifestReader.Read(manifest.Content, manifest.MediaType);
        foreach (var part in document.Blobs)
            await WriteBlobAsync(repository, manifest.Digest, part, cancellationToken);
        foreach (var child in document.Children)
        {
            // An index may name images that are kept elsewhere.
            if (_storage.Manifests.Find(repository, child.Digest, ManifestContent.Whole) is { } found)
                await WriteManifestAsync(repository, found, cancellationToken);
        }
        if (_written.Add(manifest.Digest))
        {
            await WriteAsync(manifest.Digest, (buffer, offset) =>
            {
                var rest = manifest.Content[(int)offset..];
                var count = Math.Min(rest.Length, buffer.Length);
                rest[..count].CopyTo(buffer);
                return new(count);
            });
        }
        foreach (var referrer in _storage.Manifests.ListReferrers(repository, manifest.Digest, artifactType: null, after: null, PageSize, long.MaxValue))
        {
            if (_seen.Contains((repository, referrer.Digest)))
                continue;
            await WriteManifestAsync(repository, referrer, cancellationToken);
            // Without an entry no tool finds it.
            _entries.Add(DescribeEntry(referrer, name: null));
        }
    }

    private async Task WriteBlobAsync(RepositoryName repository, Digest manifest, ManifestPart part, CancellationToken cancellationToken)
    {
        if (_written.Contains(part.Digest))
            return;
        using var blob = await _storage.Blobs.OpenAsync(repository, part.Digest, cancellationToken)
            ?? throw new InvalidDataException($"The blob {part.Digest} of {repository}@{manifest} is missing or damaged. Push it again, then export anew.");
        await WriteAsync(part.Digest, (buffer, offset) => blob.ReadAsync(buffer, offset, cancellationToken));
        _written.Add(part.Digest);
    }

    private async Task WriteAsync(Digest digest, Func<Memory<byte>, long, ValueTask<int>> read)
    {
        var path = $"blobs/{digest.Algorithm}/{digest.Hex}";
        using var hash = IncrementalHash.CreateHash(digest.HashName);
        var buffer = new byte[BufferSize];
        using (var file = _files.Create(path + ".part"))
        {
            long offset = 0;
            for (; await read(buffer, offset) is > 0 and var count; offset += count)
            {
                hash.AppendData(buffer, 0, count);
                file.Write(buffer.AsSpan(0, count), offset);
            }
            file.Flush();
        }
        if (Digest.FromHash(digest.HashName, hash.GetCurrentHash()) != digest)
            throw new InvalidDataException($"What the registry holds as {digest} has other bytes. Push it again, then export anew.");
        _files.Rename(path + ".part", path);
        _files.FlushFolder($"blobs/{digest.Algorithm}");
    }

    private static Descriptor DescribeEntry(ManifestRecord manifest, string? name) => new()
    {
        MediaType = manifest.MediaType,
        Digest = manifest.Digest,
        Size = manifest.Size,
        Annotations = name is null ? null : new Dictionary<string, string> { [AnnotationKeys.RefName] = name },
    };

    private static IEnumerable<string> ListAll(Func<string, IReadOnlyList<string>> list)
    {
        for (var page = list(""); page.Count > 0; page = list(page[^1]))
        {
            foreach (var name in page)
                yield return name;
        }
    }
}
