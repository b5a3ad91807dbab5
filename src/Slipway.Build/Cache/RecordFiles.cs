// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// Small files that a build can do without. None is flushed: after a power cut some are gone or hold other bytes, so the first line of each has the
/// digest of the rest, and one that doesn't match counts as none.
/// </summary>
/// <param name="files">The folder of the cache.</param>
/// <param name="bootId">Which boot of the system this is; the system's own where null.</param>
internal sealed class RecordFiles(IBlobFiles files, string? bootId = null)
{
    private const int MaxBytes = 1 << 30;
    private const string Format = "slipway-record-1";

    private readonly string _boot = bootId ?? ProcessIdentity.CurrentBootId;

    /// <summary>The files themselves, to list them.</summary>
    public IBlobFiles Files => files;

    /// <summary>What a record holds; null where there is none that counts.</summary>
    public ReadOnlyMemory<byte>? Find(string path) =>
        Read(path) is var (life, body) && (life == nameof(RecordLife.Lasting) || life == _boot) ? body : (ReadOnlyMemory<byte>?)null;

    /// <summary>Whether a file is a record with all its bytes, be it of another boot.</summary>
    public bool IsWhole(string path) => Read(path) is not null;

    /// <summary>Writes a record, in place of an older one.</summary>
    public void Save(string path, ReadOnlySpan<byte> body, RecordLife life = RecordLife.Lasting)
    {
        var counts = life == RecordLife.Lasting ? nameof(RecordLife.Lasting) : _boot;
        var head = Encoding.ASCII.GetBytes($"{Format} {counts} {DigestOf(path, counts, body)}\n");
        var content = new byte[head.Length + body.Length];
        head.CopyTo(content, 0);
        body.CopyTo(content.AsSpan(head.Length));
        AtomicFile.WriteUnflushed(files, path, content);
    }

    private (string Life, ReadOnlyMemory<byte> Body)? Read(string path)
    {
        byte[]? content;
        try
        {
            content = AtomicFile.TryRead(files, path, MaxBytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ImageFormatException)
        {
            return null;
        }
        var end = content.AsSpan().IndexOf((byte)'\n');
        if (end < 0 || Encoding.ASCII.GetString(content.AsSpan(0, end)).Split(' ') is not [Format, var life, var digest])
            return null;
        var body = content.AsMemory(end + 1);
        return digest == DigestOf(path, life, body.Span) ? (life, body) : null;
    }

    private static string DigestOf(string path, string life, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // With its place, so that one record does not count for another.
        hash.AppendData(Encoding.UTF8.GetBytes($"{path} {life} "));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
