// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// Copies images from the storage of Docker's registry or from an OCI layout into a registry, which may be serving meanwhile. Everything is checked as a
/// push would be: every digest, every manifest, and what the settings say of tags and quotas.
/// </summary>
public sealed class RegistryImport
{
    private const string By = "import";
    private readonly RegistryStorage _storage;
    private readonly TimeProvider _time;
    private readonly IImportSource _source;
    private readonly List<ImportProblem> _problems = [];
    private readonly List<string> _tags = [];
    private readonly Dictionary<(RepositoryName Repository, Digest Digest), bool> _done = [];
    private int _blobs;

    private RegistryImport(RegistryStorage storage, TimeProvider time, IImportSource source) => (_storage, _time, _source) = (storage, time, source);

    /// <summary>Imports all that a folder holds.</summary>
    /// <param name="storage">The registry.</param>
    /// <param name="folder">The root of the storage of Docker's registry (where <c>docker/registry/v2</c> is), or an OCI layout; an absolute path.</param>
    /// <param name="repository">Where a layout's images go, by their tags alone; null: where their names say.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it; what is imported by then stays.</param>
    /// <exception cref="InvalidDataException">The folder is neither.</exception>
    /// <exception cref="IOException">It can't be read, or the registry can't be written.</exception>
    public static async Task<ImportReport> ImportAsync(RegistryStorage storage, string folder, RepositoryName? repository, TimeProvider time, CancellationToken cancellationToken)
    {
        using var source = Open(folder, repository);
        return await new RegistryImport(storage, time, source).RunAsync(cancellationToken);
    }

    private static IImportSource Open(string path, RepositoryName? repository)
    {
        var folder = new ImportFolder(RootedDirectory.Open(path));
        if (folder.ListFolders($"{DistributionTree.Root}/repositories").Count > 0)
            return new DistributionTree(folder);
        using (var marker = folder.Open(LayoutTree.Marker))
        {
            if (marker is not null)
                return new LayoutTree(folder, repository);
        }
        folder.Dispose();
        throw new InvalidDataException($"'{path}' has neither '{DistributionTree.Root}/repositories' nor '{LayoutTree.Marker}', so it is neither the storage of Docker's registry nor an OCI layout.");
    }

    private async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var manifest in _source.List(_problems))
            await TryImportAsync(manifest, depth: 0, cancellationToken);
        return new() { Tags = _tags, Manifests = _done.Count(static done => done.Value), Blobs = _blobs, Problems = _problems };
    }

    private async Task<bool> TryImportAsync(ImportedManifest manifest, int depth, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = (manifest.Repository, manifest.Digest);
        if (manifest.Tags.Count == 0 && _done.TryGetValue(key, out var known))
            return known;
        // What leads to itself is not there while it is looked at.
        _done[key] = false;
        try
        {
            await ImportAsync(manifest, depth, cancellationToken);
            return _done[key] = true;
        }
        catch (Exception e) when (e is OciException or InvalidDataException or NativeException)
        {
            var name = manifest.Tags.Count == 0 ? $"{manifest.Repository}@{manifest.Digest}" : $"{manifest.Repository}:{string.Join(", ", manifest.Tags)}";
            _problems.Add(new(name, e is OciException refusal ? string.Join("; ", refusal.Errors.Select(static error => error.Message)) : e.Message));
            return false;
        }
    }

    private async Task ImportAsync(ImportedManifest manifest, int depth, CancellationToken cancellationToken)
    {
        const int maxDepth = 8;
        if (depth > maxDepth)
            throw new InvalidDataException($"It is more than {maxDepth} indexes deep.");
        var raw = await ReadAsync(manifest.Digest, cancellationToken);
        var document = ManifestReader.Read(raw, manifest.MediaType ?? FindMediaType(raw));
        foreach (var part in document.Blobs)
            await CopyAsync(manifest.Repository, part.Digest, cancellationToken);
        foreach (var child in document.Children)
            await TryImportAsync(new(manifest.Repository, child.Digest, null, []), depth + 1, cancellationToken);
        var result = await _storage.Manifests.PutAsync(
            new()
            {
                Repository = manifest.Repository,
                Digest = manifest.Digest,
                Document = document,
                Tags = manifest.Tags,
                Sparse = _storage.Options.Sparse,
                By = By,
                Now = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            cancellationToken);
        if (result.Missing.Count > 0)
            throw new InvalidDataException($"it names {string.Join(", ", result.Missing)}, which {(result.Missing.Count == 1 ? "is" : "are")} not there or could not be imported");
        if (result.OfOtherSize is [var (part1, size), ..])
            throw new InvalidDataException($"it says that {part1.Digest} has {part1.Size} bytes; it has {size}");
        _tags.AddRange(manifest.Tags.Select(tag => $"{manifest.Repository}:{tag}"));
    }

    private async Task<byte[]> ReadAsync(Digest digest, CancellationToken cancellationToken)
    {
        var stream = _source.OpenBlob(digest) ?? throw new InvalidDataException($"its bytes, {digest}, are missing");
        await using (stream)
        {
            if (stream.Length > ManifestBlob.MaxSize)
                throw new InvalidDataException($"it has {stream.Length} bytes, more than the {ManifestBlob.MaxSize} that a manifest may have");
            var raw = new byte[stream.Length];
            await stream.ReadExactlyAsync(raw, cancellationToken);
            var actual = digest.OfSameAlgorithm(raw);
            return actual == digest ? raw : throw new InvalidDataException($"its bytes have the digest {actual}, not {digest}");
        }
    }

    private async Task CopyAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        if (await _storage.Blobs.FindAsync(repository, digest, cancellationToken) is not null
            || (_storage.Blobs.FindHolders(digest, 1) is [var holder] && await _storage.Blobs.MountAsync(holder, repository, digest, cancellationToken)))
        {
            return;
        }
        // What isn't there the records tell of, all of it at once; it may also be meant not to be.
        if (_source.OpenBlob(digest) is not { } content)
            return;
        await using (content)
        {
            var started = await _storage.Uploads.StartAsync(repository, digest.HashName, By, cancellationToken);
            var session = await _storage.Uploads.EnterAsync(repository, started.Record.Id, cancellationToken) ?? throw new InvalidDataException($"the upload of {digest} was taken away");
            try
            {
                await _storage.Uploads.AppendAsync(session, content, null, cancellationToken);
                await _storage.Uploads.CompleteAsync(session, digest, cancellationToken);
                _blobs++;
            }
            catch when (!session.IsForgotten)
            {
                // Nobody else knows of it, whatever ended it.
                await _storage.Uploads.CancelAsync(session, CancellationToken.None);
                throw;
            }
            finally
            {
                session.Leave();
            }
        }
    }

    // OCI's manifests need not say what they are.
    private static string? FindMediaType(byte[] raw)
    {
        try
        {
            using var json = JsonDocument.Parse(raw);
            if (json.RootElement.ValueKind != JsonValueKind.Object || json.RootElement.TryGetProperty("mediaType", out _))
                return null;
            return json.RootElement.TryGetProperty("manifests", out _) ? MediaTypes.Index : MediaTypes.Manifest;
        }
        catch (JsonException)
        {
            return null; // the reader says what is wrong with it
        }
    }
}
