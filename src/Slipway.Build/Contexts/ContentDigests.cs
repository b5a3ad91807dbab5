// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// The digests of files of build contexts, kept between builds by what the kernel says of each file, so that a file is read again only when it
/// changed. One that changed in the same moment in which it was read is not trusted, see <see cref="RacyWindow"/>.
/// </summary>
/// <param name="files">The build records.</param>
/// <param name="folder">The absolute path of the context.</param>
/// <param name="time">The clock.</param>
internal sealed class ContentDigests(RecordFiles files, string folder, TimeProvider time)
{
    private const int BufferSize = 256 * 1024;

    private readonly string _path = $"contexts/{Digest.Sha256(UnixText.Encode(folder)).Hex}";
    private volatile bool _changed;
    private int _filesRead;

    /// <summary>How many files were read since this was made.</summary>
    public int FilesRead => _filesRead;

    // Read when the first is asked for: where nothing changed, nobody asks.
    private ConcurrentDictionary<string, ContentRecord> Records => LazyInitializer.EnsureInitialized(ref field, Load)!;

    /// <summary>The digest of a file's content, noted at the file as well.</summary>
    /// <param name="root">The tree it is in.</param>
    /// <param name="item">The file, and its status when it was selected.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Digest Get(RootedDirectory root, CopyItem item, CancellationToken cancellationToken)
    {
        if (item.Content is { } noted)
            return noted.Digest;
        var status = item.Status;
        var stamp = FileStamp.Of(status);
        if (Records.TryGetValue(item.Source, out var known) && known.Stamp == stamp)
        {
            item.Content = new(known.Digest, IsSettled: true);
            return known.Digest;
        }
        var isSettled = RacyWindow.IsSettled(status, time);
        var digest = Compute(root, item.Source, cancellationToken);
        Interlocked.Increment(ref _filesRead);
        if (isSettled)
        {
            Records[item.Source] = new(stamp, digest);
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
        using var body = new MemoryStream();
        Write(body);
        // A power cut may undo what was written to a file and keep its times: after one, files are read again.
        files.Save(_path, body.GetBuffer().AsSpan(0, (int)body.Length), RecordLife.Boot);
    }

    /// <summary>The digest of what a file holds.</summary>
    public static Digest Compute(RootedDirectory root, string path, CancellationToken cancellationToken)
    {
        using var file = root.OpenKnown(path);
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

    private void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (var (file, record) in Records)
        {
            var name = UnixText.Encode(file);
            writer.Write7BitEncodedInt(name.Length);
            writer.Write(name);
            record.Stamp.Write(writer);
            writer.Write(Convert.FromHexString(record.Digest.Hex));
        }
    }

    private ConcurrentDictionary<string, ContentRecord> Load()
    {
        var records = new ConcurrentDictionary<string, ContentRecord>(StringComparer.Ordinal);
        if (files.Find(_path) is not { } body)
            return records;
        using var stream = new MemoryStream(body.ToArray());
        using var reader = new BinaryReader(stream);
        try
        {
            while (stream.Position < stream.Length)
            {
                var name = UnixText.Decode(reader.ReadBytes(reader.Read7BitEncodedInt()));
                records[name] = new(FileStamp.Read(reader), Digest.FromHash(HashAlgorithmName.SHA256, reader.ReadBytes(SHA256.HashSizeInBytes)));
            }
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            records.Clear(); // of another version of ours: every file is read
        }
        return records;
    }
}
