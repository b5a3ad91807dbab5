// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// Reads a layer's entries as they stream by, and verifies the blob against its descriptor and the tar against its DiffId: the end is reported only when both
/// were right. Who needs true bytes must therefore read to the end.
/// </summary>
public sealed class LayerReader : IAsyncDisposable
{
    // GNU tar fills its archives up to 10 KiB, others more; nothing needs more than this behind the end.
    private const long MostBehindTheEnd = 16L << 20;

    private readonly Stream _blob;
    private readonly LayerTarStream _stream;
    private readonly TarReader _tar;
    private readonly DiffId? _expected;

    private LayerReader(string shown, Stream blob, LayerTarStream stream, LayerLimits limits, DiffId? expected)
    {
        (Shown, _blob, _stream, _expected) = (shown, blob, stream, expected);
        _tar = new(stream, limits.ForTar);
    }

    /// <summary>The content of the entry read last, see <see cref="TarReader.Content"/>.</summary>
    public Stream Content { get; private set; } = Stream.Null;

    /// <summary>How messages name the layer.</summary>
    internal string Shown { get; }

    /// <summary>How many entries were read so far.</summary>
    public long EntryCount => _tar.EntryCount;

    /// <summary>Bytes of the tar that were read so far; at the end, all.</summary>
    public long TarSize => _stream.Position;

    /// <summary>The digest of the tar; known at the end.</summary>
    /// <exception cref="InvalidOperationException">The end was not reached yet.</exception>
    public DiffId DiffId { get => field == default ? throw new InvalidOperationException("The DiffId is known when the layer was read to its end.") : field; private set; }

    /// <summary>Begins to read a layer.</summary>
    /// <param name="blob">The blob from its beginning; disposed with the reader.</param>
    /// <param name="descriptor">What the blob must be; null where nobody says, as for a tar in <c>docker save</c>'s archives. Then the first bytes decide
    /// how it is compressed.</param>
    /// <param name="diffId">What the tar must be; null where nobody says.</param>
    /// <param name="limits">What the layer may be at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="LayerException">The media type is not that of a layer we read, or the bytes are of another compression.</exception>
    public static async ValueTask<LayerReader> OpenAsync(
        Stream blob, Descriptor? descriptor, DiffId? diffId, LayerLimits limits, CancellationToken cancellationToken)
    {
        var shown = descriptor?.Digest.ToString() ?? diffId?.ToString() ?? "without a name";
        var verified = descriptor is null ? new CountingStream(blob) : blob as VerifyingStream ?? (Stream)new VerifyingStream(blob, descriptor);
        try
        {
            var decompressed = await LayerDecompression.OpenAsync(verified, descriptor?.MediaType, shown, cancellationToken).ConfigureAwait(false);
            return new(shown, verified, new(decompressed, () => verified.Position, limits, shown, diffId?.Digest.HashName ?? HashAlgorithmName.SHA256), limits, diffId);
        }
        catch
        {
            await verified.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the next entry; null at the end, when everything was verified.</summary>
    /// <exception cref="CorruptBlobException">The blob or the tar is not what it must be.</exception>
    /// <exception cref="TarFormatException">The blob is what it must be, and that is no tar archive.</exception>
    /// <exception cref="LayerException">The blob is what it must be, and cannot be decompressed or goes over a limit.</exception>
    public async ValueTask<TarEntry?> ReadNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _tar.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
            {
                Content = entry.Size == 0 ? Stream.Null : new LayerContentStream(this, _tar.Content);
                return entry;
            }
            Content = Stream.Null;
            await _tar.DrainAsync(MostBehindTheEnd, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or TarFormatException)
        {
            throw await ExplainAsync(e, cancellationToken).ConfigureAwait(false);
        }
        await DrainBlobAsync(cancellationToken).ConfigureAwait(false);
        DiffId = _stream.GetDiffId();
        return _expected is null || _expected == DiffId ? null
            : throw new CorruptBlobException($"The layer {Shown} holds a tar with the digest {DiffId} where the image's configuration says {_expected}.");
    }

    /// <summary>Why reading stopped: where the blob is damaged, that, and not what the damage looks like.</summary>
    /// <param name="problem">What stopped reading the tar or an entry's content.</param>
    /// <param name="cancellationToken">Stops reading the rest of the blob.</param>
    internal async ValueTask<Exception> ExplainAsync(Exception problem, CancellationToken cancellationToken)
    {
        try
        {
            await DrainBlobAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptBlobException e)
        {
            return e;
        }
        return problem is InvalidDataException ? new LayerException($"The layer {Shown} cannot be decompressed: {problem.Message}", problem) : problem;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _blob.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask DrainBlobAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await _blob.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
            // Read for the digest alone.
        }
    }
}
