// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The files that addresses served, below the home's cache/downloads: each once, by its digest, and for each address a record of what it served last.
/// </summary>
internal sealed class DownloadStore(BuildServices services)
{
    private string Folder => Path.Combine(services.Home.Cache, "downloads");

    /// <summary>What is known of an address; null where nothing is, or the file is gone.</summary>
    public DownloadRecord? Find(Digest address)
    {
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(RecordPath(address)), BuildJson.Default.DownloadRecord);
            return record is not null && File.Exists(PathOf(record.Digest)) ? record : null;
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return null; // nothing known: it is fetched
        }
    }

    public void Save(Digest address, DownloadRecord record) =>
        AtomicFile.Write(RecordPath(address), JsonSerializer.SerializeToUtf8Bytes(record, BuildJson.Default.DownloadRecord));

    /// <summary>Where a file is kept.</summary>
    public string PathOf(Digest digest) => Path.Combine(Folder, digest.Hex);

    /// <summary>Keeps what a stream holds, under its digest.</summary>
    /// <param name="content">The stream; stays the caller's.</param>
    /// <param name="algorithm">What the second digest is computed by.</param>
    /// <param name="maxBytes">How many bytes it may have.</param>
    /// <param name="progress">Is told how many bytes were read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The digest by SHA-256, and the one by <paramref name="algorithm"/>.</returns>
    /// <exception cref="StepException">There are more bytes than may be.</exception>
    public async Task<(Digest Digest, Digest Asked)> AddAsync(
        Stream content, HashAlgorithmName algorithm, long maxBytes, Action<long> progress, CancellationToken cancellationToken)
    {
        // A place that is swept if this process dies.
        using var place = services.Snapshots.CreateWritable();
        var temporary = Path.Combine(place.UpperPath, "content");
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var asked = IncrementalHash.CreateHash(algorithm);
        using (var file = LinuxFile.Create(temporary, 0x180))
        {
            var buffer = new byte[256 * 1024];
            for (long length = 0; await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count; length += count)
            {
                if (length + count > maxBytes)
                    throw new StepException($"it has more than the {maxBytes} bytes that are fetched") { Kind = BuildFailureKind.Outside };
                sha256.AppendData(buffer, 0, count);
                asked.AppendData(buffer, 0, count);
                RandomAccess.Write(file, buffer.AsSpan(0, count), length);
                progress(length + count);
            }
            RandomAccess.FlushToDisk(file);
        }
        var digest = Digest.FromHash(HashAlgorithmName.SHA256, sha256.GetHashAndReset());
        Directory.CreateDirectory(Folder);
        LinuxFile.Rename(temporary, PathOf(digest));
        LinuxFile.SyncDirectory(Folder);
        return (digest, Digest.FromHash(algorithm, asked.GetHashAndReset()));
    }

    /// <summary>Copies a kept file, and checks it on the way.</summary>
    /// <exception cref="StepException">The disk gave back other bytes than it got; the file is thrown away.</exception>
    public static void Copy(FetchedFile fetched, string target, int mode, UnixTime modified, CancellationToken cancellationToken)
    {
        using var source = LinuxFile.OpenRead(fetched.Path, FinalLink.Keep);
        using var file = LinuxFile.Create(target, mode);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        for (long offset = 0; RandomAccess.Read(source, buffer, offset) is > 0 and var count; offset += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            RandomAccess.Write(file, buffer.AsSpan(0, count), offset);
        }
        var actual = Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
        if (actual != fetched.Digest)
        {
            File.Delete(fetched.Path);
            throw new StepException($"the cached file '{fetched.Path}' holds {actual}: it was damaged on the disk") { Kind = BuildFailureKind.Outside, IsTransient = true, Help = "build again; it is fetched anew" };
        }
        LinuxFile.SetTimes(file, modified);
    }

    private string RecordPath(Digest address) => Path.Combine(Folder, "addresses", address.Hex + ".json");
}
