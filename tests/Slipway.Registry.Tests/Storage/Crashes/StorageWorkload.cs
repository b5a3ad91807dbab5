// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>What one registry process does to a storage that it shares: the requests of clients and a collector's work, one after the other.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The records are the schedule's, and outlive the process.")]
internal sealed class StorageWorkload
{
    /// <summary>How many folders the blobs of a schedule are spread over.</summary>
    public const int Folders = 2;

    private static readonly RepositoryName[] Repositories = [RepositoryName.Parse("team/app"), RepositoryName.Parse("other/tool")];
    private static readonly RepositoryName Mirrored = RepositoryName.Parse("mirror/app");
    private static readonly Tag[] TagNames = [Tag.Parse("1.0"), Tag.Parse("2.0"), Tag.Parse("latest")];
    private static readonly byte[][] Contents = [.. Enumerable.Range(0, 5).Select(static number => Encoding.UTF8.GetBytes($"content {number} {new string((char)('a' + number), 40 * number)}"))];

    private readonly RegistryStorage _storage;
    private readonly StorageHistory _history;
    private readonly FakeTime _time;
    private readonly Random _random;

    public StorageWorkload(SimulatedProcess process, SimulatedMetadata records, StorageHistory history, FakeTime time, int seed)
    {
        (_history, _time, _random) = (history, time, new(seed));
        var files = new FileBlobStorage(process.FilesOf("registry"), time, new(Folders));
        files.Prepare();
        _storage = new(Options, records.Of(process), files, time, NullLoggerFactory.Instance);
    }

    /// <summary>The settings of all processes.</summary>
    public static RegistryOptions Options { get; } = new() { Root = "/registry", Collection = new() { Grace = TimeSpan.FromHours(1), Untagged = UntaggedManifests.Remove }, Mirrors = [new() { Upstream = "mirror.example", Prefix = "mirror", KeepUnused = TimeSpan.FromHours(2) }] };

    /// <summary>Answers 2 to 7 requests.</summary>
    public async Task RunAsync()
    {
        for (var left = _random.Next(2, 8); left > 0; left--)
            await RunOneAsync();
    }

    /// <summary>Collects once.</summary>
    public Task CollectAsync() => _storage.Collector.CollectAsync(CollectionMode.Collect, CancellationToken.None);

    private Task RunOneAsync() => _random.Next(35) switch
    {
        < 13 => PushImageAsync(Pick(Repositories), Pick(TagNames)),
        < 15 => RetagAsync(Pick(Repositories), Pick(TagNames), Pick(TagNames)),
        < 17 => UntagAsync(Pick(Repositories), Pick(TagNames)),
        < 19 => DeleteManifestAsync(Pick(Repositories), Pick(TagNames)),
        19 => UnlinkAsync(Pick(Repositories), Digest.Sha256(Pick(Contents))),
        < 22 => BeginUploadAsync(Pick(Repositories), Pick(Contents)),
        < 26 => GoOnWithUploadAsync(),
        < 28 => PullAsync(Pick(Repositories), Pick(TagNames)),
        28 => ScrubAsync(),
        29 or 30 => FetchImageAsync(Pick(TagNames)),
        31 => FetchBlobAsync(Pick(Contents)),
        _ => CollectLaterAsync(),
    };

    private async Task PushImageAsync(RepositoryName repository, Tag tag)
    {
        var (config, layer) = (Pick(Contents), Pick(Contents));
        var told = new Dictionary<Digest, DateTimeOffset>();
        foreach (var content in new[] { config, layer })
        {
            if (await OfferAsync(repository, content) is { } when)
                told[Digest.Sha256(content)] = when;
        }
        var manifest = RegistryHttp.Manifest(Digest.Sha256(config), config.Length, Digest.Sha256(layer), layer.Length);
        await PutAsync(repository, tag, Encoding.UTF8.GetBytes(manifest), told);
    }

    // As a mirror does: the manifest first, and of what it names that alone which somebody asks for.
    private async Task FetchImageAsync(Tag tag)
    {
        var (config, layer) = (Pick(Contents), Pick(Contents));
        var raw = Encoding.UTF8.GetBytes(RegistryHttp.Manifest(Digest.Sha256(config), config.Length, Digest.Sha256(layer), layer.Length));
        await _storage.Manifests.PutAsync(
            new()
            {
                Repository = Mirrored,
                Digest = Digest.Sha256(raw),
                Document = ManifestReader.Read(raw, MediaTypes.Manifest),
                Tags = [tag],
                Sparse = SparsePolicy.Images,
                Origin = ManifestOrigin.Mirrored,
                Now = Now,
            },
            CancellationToken.None);
        foreach (var content in new[] { config, layer }.Where(_ => _random.Next(2) == 0))
            await FetchBlobAsync(content);
        await _storage.Mirrored.UseAsync(Mirrored, Digest.Sha256(raw), Now, CancellationToken.None);
    }

    private async Task FetchBlobAsync(byte[] content)
    {
        if (await _storage.Blobs.FindAsync(Mirrored, Digest.Sha256(content), CancellationToken.None) is not null)
            return;
        var session = await _storage.Uploads.StartAsync(Mirrored, System.Security.Cryptography.HashAlgorithmName.SHA256, null, CancellationToken.None);
        await SendAsync(Mirrored, session.Record.Id, content);
    }

    // As clients do: asked for first, mounted next, uploaded at last. When it was said to be there; null where it wasn't.
    private async Task<DateTimeOffset?> OfferAsync(RepositoryName repository, byte[] content)
    {
        // Others may move the clock before the answer, which counts from its request.
        var (digest, asked) = (Digest.Sha256(content), _time.Now);
        if (_random.Next(3) > 0 && await _storage.Blobs.FindAsync(repository, digest, CancellationToken.None) is not null)
            return asked;
        asked = _time.Now;
        if (_random.Next(2) == 0 && await _storage.Blobs.MountAsync(Pick(Repositories), repository, digest, CancellationToken.None))
            return _history.Blobs[(repository, digest)] = asked;
        var session = await _storage.Uploads.StartAsync(repository, digest.HashName, null, CancellationToken.None);
        _history.Uploads.Add((repository, session.Record.Id, content));
        return await SendAsync(repository, session.Record.Id, content);
    }

    private async Task<DateTimeOffset?> SendAsync(RepositoryName repository, string id, byte[] content)
    {
        if (await _storage.Uploads.EnterAsync(repository, id, CancellationToken.None) is not { } session)
            return null;
        try
        {
            while (session.Length < content.Length)
            {
                var count = _random.Next(1, content.Length - (int)session.Length + 1);
                await _storage.Uploads.AppendAsync(session, new MemoryStream(content, (int)session.Length, count), null, CancellationToken.None);
            }
            var began = _time.Now;
            await _storage.Uploads.CompleteAsync(session, Digest.Sha256(content), CancellationToken.None);
            return _history.Blobs[(repository, Digest.Sha256(content))] = began;
        }
        catch (OciException)
        {
            // Another process had ended it.
            return null;
        }
        finally
        {
            session.Leave();
        }
    }

    private async Task PutAsync(RepositoryName repository, Tag tag, byte[] raw, Dictionary<Digest, DateTimeOffset> told)
    {
        var digest = Digest.Sha256(raw);
        var result = await _storage.Manifests.PutAsync(
            new() { Repository = repository, Digest = digest, Document = ManifestReader.Read(raw, MediaTypes.Manifest), Tags = [tag], Sparse = SparsePolicy.Whole, Now = Now },
            CancellationToken.None);
        if (result.IsStored)
        {
            _history.Tags[$"{repository}:{tag}"] = digest;
            return;
        }
        foreach (var missing in result.Missing)
        {
            // Whoever was told that a blob is there has half of the grace to name it, if nobody deletes it on purpose meanwhile.
            if (told.TryGetValue(missing, out var when) && _time.Now - when < Options.Collection.Grace / 2 && !_history.Unlinked.Contains((repository, missing)))
                _history.Complaints.Add($"{missing} was said to be in {repository} {_time.Now - when} ago, and is not");
        }
    }

    private async Task RetagAsync(RepositoryName repository, Tag from, Tag to)
    {
        if (_storage.Manifests.Find(repository, from, ManifestContent.Whole) is { } manifest)
            await PutAsync(repository, to, manifest.Content.ToArray(), []);
    }

    private async Task UntagAsync(RepositoryName repository, Tag tag)
    {
        if (await _storage.Tags.RemoveAsync(Removal(RegistryEventKind.DeleteTag, repository) with { Tags = [tag] }, TagCondition.None, CancellationToken.None))
            _history.Tags.Remove($"{repository}:{tag}");
    }

    private async Task DeleteManifestAsync(RepositoryName repository, Tag tag)
    {
        if (_storage.Manifests.Find(repository, tag, ManifestContent.HeadOnly) is not { } manifest
            || !await _storage.Manifests.DeleteAsync(Removal(RegistryEventKind.DeleteManifest, repository) with { Digest = manifest.Digest }, TagCondition.None, CancellationToken.None))
        {
            return;
        }
        foreach (var name in _history.Tags.Where(pair => pair.Value == manifest.Digest && pair.Key.StartsWith($"{repository}:", StringComparison.Ordinal)).Select(static pair => pair.Key).ToList())
            _history.Tags.Remove(name);
    }

    private async Task UnlinkAsync(RepositoryName repository, Digest digest)
    {
        _history.Unlinked.Add((repository, digest));
        if (await _storage.Blobs.UnlinkAsync(Removal(RegistryEventKind.DeleteBlob, repository) with { Digest = digest }, CancellationToken.None))
            _history.Blobs.Remove((repository, digest));
    }

    private async Task BeginUploadAsync(RepositoryName repository, byte[] content)
    {
        var session = await _storage.Uploads.StartAsync(repository, System.Security.Cryptography.HashAlgorithmName.SHA256, null, CancellationToken.None);
        _history.Uploads.Add((repository, session.Record.Id, content));
    }

    private async Task GoOnWithUploadAsync()
    {
        if (_history.Uploads.Count == 0)
            return;
        var (repository, id, content) = Pick(_history.Uploads);
        await SendAsync(repository, id, content);
    }

    private async Task PullAsync(RepositoryName repository, Tag tag)
    {
        if (_storage.Manifests.Find(repository, tag, ManifestContent.Whole) is not { } manifest)
            return;
        if (Digest.Sha256(manifest.Content.Span) != manifest.Digest)
            _history.Complaints.Add($"the manifest of {repository}:{tag} has other bytes than {manifest.Digest}");
        foreach (var part in ManifestReader.Read(manifest.Content, manifest.MediaType).Blobs)
        {
            using var blob = await _storage.Blobs.OpenAsync(repository, part.Digest, CancellationToken.None);
            if (blob is not null && await BlobStore.ReadDigestAsync(blob, CancellationToken.None) != part.Digest)
                _history.Complaints.Add($"{part.Digest} of {repository} was read with other bytes");
        }
    }

    private async Task ScrubAsync() => _history.Complaints.AddRange(
        (await _storage.Scrubber.ScrubAsync(ScrubMode.Quarantine, CancellationToken.None)).Problems.Select(static problem => $"a scrub says of {problem.Digest}: {problem.Problem}"));

    private async Task CollectLaterAsync()
    {
        _time.Now += TimeSpan.FromMinutes(_random.Next(10, 150));
        await CollectAsync();
    }

    private long Now => _time.Now.ToUnixTimeMilliseconds();

    private RegistryEvent Removal(RegistryEventKind kind, RepositoryName repository) => new() { Kind = kind, Time = _time.Now, Repository = repository };

    private T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];
}
