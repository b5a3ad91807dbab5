// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The digests of files of build contexts, kept between builds by what the kernel says of each file, so that a file is read again only when it
/// changed. A file that changed in the same moment in which it was read is not trusted (git calls such files racy).
/// </summary>
internal sealed class ContentDigests
{
    private const int BufferSize = 1 << 20;
    private static readonly TimeSpan RacyWindow = TimeSpan.FromSeconds(2);

    private readonly RecordFiles _files;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, ContentRecord> _records;
    private volatile bool _changed;
    private int _filesRead;

    private ContentDigests(RecordFiles files, string path, TimeProvider time) => (_files, _path, _time, _records) = (files, path, time, Load(files, path));

    /// <summary>How many files were read since this was opened.</summary>
    public int FilesRead => _filesRead;

    /// <summary>Opens what is known of the files of a folder.</summary>
    /// <param name="files">The build records.</param>
    /// <param name="folder">The folder; an absolute path.</param>
    /// <param name="time">The clock.</param>
    public static ContentDigests Open(RecordFiles files, string folder, TimeProvider time) =>
        new(files, $"contexts/{Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(folder)).Hex}.json", time);

    /// <summary>The digest of a file's content, noted at the file as well.</summary>
    /// <param name="root">The tree it is in.</param>
    /// <param name="item">The file, and its status when it was selected.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Digest Get(RootedDirectory root, CopyItem item, CancellationToken cancellationToken)
    {
        if (item.Content is { } noted)
            return noted.Digest;
        var status = item.Status;
        var stamp = Stamp(status);
        if (_records.TryGetValue(item.Source, out var known) && known.Stamp == stamp)
        {
            item.Content = new(known.Digest, IsSettled: true);
            return known.Digest;
        }
        var readAt = UnixTime.From(_time.GetUtcNow() - RacyWindow);
        var digest = Compute(root, item.Source, cancellationToken);
        Interlocked.Increment(ref _filesRead);
        var isSettled = status.Changed < readAt && status.Modified < readAt;
        if (isSettled)
        {
            _records[item.Source] = new(stamp, digest);
            _changed = true;
        }
        item.Content = new(digest, isSettled);
        return digest;
    }

    /// <summary>Writes down what was learned.</summary>
    public void Save()
    {
        if (!_changed)
            return;
        _changed = false;
        // A power cut may undo what was written to a file and keep its times: after one, files are read again.
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, ContentRecord>(_records), BuildJson.Default.DictionaryStringContentRecord);
        _files.Save(_path, body, RecordLife.Boot);
    }

    /// <summary>The digest of what a file holds.</summary>
    public static Digest Compute(RootedDirectory root, string path, CancellationToken cancellationToken)
    {
        using var file = root.OpenRead(path, FinalLink.Keep);
        return Compute(file, cancellationToken);
    }

    private static Digest Compute(SafeFileHandle file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long offset = 0; RandomAccess.Read(file, buffer, offset) is > 0 and var count; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
    }

    private static string Stamp(FileStatus status) =>
        $"{status.Device} {status.Inode} {status.Size} {status.Modified} {status.Changed} {status.Mode}";

    private static ConcurrentDictionary<string, ContentRecord> Load(RecordFiles files, string path)
    {
        try
        {
            var records = files.Find(path) is { } body ? JsonSerializer.Deserialize(body.Span, BuildJson.Default.DictionaryStringContentRecord) : null;
            return new(records ?? [], StringComparer.Ordinal);
        }
        catch (Exception problem) when (problem is JsonException or UnauthorizedAccessException)
        {
            return new(StringComparer.Ordinal); // nothing known: every file is read
        }
    }
}
