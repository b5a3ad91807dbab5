// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What this process knows of an upload under way: how much has arrived, and its hash so far. One request at a time works on it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A request may still wait for its turn when the upload ends, and the semaphore holds nothing that needs giving back.")]
internal sealed class UploadSession(UploadRecord record, IncrementalHash hash)
{
    private readonly SemaphoreSlim _turn = new(1);

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
        hash.GetHashAndReset();
        Length = 0;
    }

    public void Leave() => _turn.Release();

    /// <summary>Counts bytes that are written.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>The digest of what has arrived, by the upload's algorithm.</summary>
    public Digest GetDigest() => Digest.FromHash(hash.AlgorithmName, hash.GetCurrentHash());
}
