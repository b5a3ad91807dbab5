// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>
/// What this process knows of an upload under way: how much has arrived, and its hashes so far, for a blob has a sha256 whatever it was announced as.
/// One request at a time works on it.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A request may still wait for its turn when the upload ends, and the semaphore holds nothing that needs giving back.")]
internal sealed class UploadSession(UploadRecord record)
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _sha512 = record.Algorithm == "sha512" ? IncrementalHash.CreateHash(HashAlgorithmName.SHA512) : null;
    private readonly SemaphoreSlim _turn = new(1);
    private IDisposable? _taken;

    public UploadRecord Record => record;

    /// <summary>How many bytes have arrived and are hashed.</summary>
    public long Length { get; private set; }

    /// <summary>When a request last worked on it.</summary>
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Whether this memory of the upload counts no more: the upload has ended, or nobody has asked for it for a while.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Waits until no other request works on it.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    /// <summary>Enters it if no request works on it.</summary>
    public bool TryEnter() => _turn.Wait(0);

    /// <summary>Forgets what has arrived, to count it again.</summary>
    public void Restart()
    {
        _sha256.GetHashAndReset();
        _sha512?.GetHashAndReset();
        Length = 0;
    }

    /// <summary>Keeps what excludes other processes, until <see cref="Leave"/>.</summary>
    public void Hold(IDisposable taken) => _taken = taken;

    public void Leave()
    {
        _taken?.Dispose();
        _taken = null;
        _turn.Release();
    }

    /// <summary>Counts bytes that are written.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _sha512?.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>The sha256 of what has arrived.</summary>
    public Digest GetDigest() => Digest.FromHash(_sha256.AlgorithmName, _sha256.GetCurrentHash());

    /// <summary>The sha512 of what has arrived; null where the upload wasn't announced to need one.</summary>
    public Digest? GetAlias() => _sha512 is null ? null : Digest.FromHash(_sha512.AlgorithmName, _sha512.GetCurrentHash());
}
