// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>The one pass in which a layer is written: entry by entry into tar, digest, compression, digest and output, and into the index beside. Does not own the output.</summary>
internal sealed class LayerPass : IAsyncDisposable
{
    private readonly Stream _output;
    private readonly LayerOptions _options;
    private readonly DigestingStream? _blob;
    private readonly LayerCompressor _compressor;
    private readonly DigestingStream _diff;
    private readonly TarWriter _tar;
    private readonly TreeIndexBuilder _index = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;
    private long _fileBytes;

    internal LayerPass(Stream output, LayerOptions options)
    {
        (_output, _options) = (output, options);
        // A blob of the store is digested as it is written, and once is enough.
        _blob = output is BlobWriter ? null : new(output);
        _compressor = LayerCompressor.Create(_blob ?? output, options);
        _diff = new(_compressor.Input);
        _tar = new(_diff, leaveOpen: true);
    }

    /// <summary>Writes an entry.</summary>
    /// <param name="entry">All but the content.</param>
    /// <param name="content">The content of a regular file; stays open.</param>
    /// <param name="known">The digest of the content where it is known already; null has it computed.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    internal async ValueTask AddAsync(TarEntry entry, Stream content, Digest? known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var metadata = Normalize(entry);
        _count++;
        if (metadata.Type != TarEntryType.RegularFile)
        {
            await _tar.WriteAsync(metadata, cancellationToken).ConfigureAwait(false);
            _index.Add(metadata, null);
            return;
        }
        var captured = TreeIndex.Keeps(metadata.Name, metadata.Size) ? new CapturingStream(content) : null;
        var source = captured ?? content;
        if (known is null)
        {
            await _tar.WriteAsync(metadata, new HashingReadStream(source, _hash), cancellationToken).ConfigureAwait(false);
            known = Digest.FromHash(HashAlgorithmName.SHA256, _hash.GetHashAndReset());
        }
        else
        {
            await _tar.WriteAsync(metadata, source, cancellationToken).ConfigureAwait(false);
        }
        _index.Add(metadata, known, captured?.Kept);
        _fileBytes += metadata.Size;
    }

    /// <summary>Writes the end of it all; a blob of the store is then in the store.</summary>
    internal async ValueTask<WrittenLayer> CompleteAsync(CancellationToken cancellationToken)
    {
        await _tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _compressor.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
        _options.Limits.CheckWritten(_fileBytes, _diff.BytesWritten, (_output as BlobWriter)?.BytesWritten ?? _blob!.BytesWritten);
        var (digest, size) = _output is BlobWriter blob ? (blob.Commit(), blob.BytesWritten) : (_blob!.GetDigest(), _blob.BytesWritten);
        var descriptor = new Descriptor { MediaType = _options.MediaType, Digest = digest, Size = size };
        return new(descriptor, new DiffId(_diff.GetDigest()), _diff.BytesWritten, _fileBytes, _count, _index.Build());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _diff.DisposeAsync().ConfigureAwait(false);
        await _compressor.DisposeAsync().ConfigureAwait(false);
        if (_blob is not null)
            await _blob.DisposeAsync().ConfigureAwait(false);
        _hash.Dispose();
    }

    private TarEntry Normalize(TarEntry entry)
    {
        var path = LayerPath.Clean(entry.Name);
        var modified = _options.LatestModified is { } latest && entry.Modified > latest ? latest : entry.Modified;
        return entry with
        {
            Name = entry.Type != TarEntryType.Directory ? NonEmpty(path, entry) : path.Length == 0 ? "./" : path + "/",
            LinkName = entry.Type == TarEntryType.HardLink ? LayerPath.Clean(entry.LinkName) : entry.LinkName,
            Modified = _options.Times == LayerTimes.Seconds ? modified.WholeSeconds : modified,
        };
    }

    private static string NonEmpty(string path, TarEntry entry) =>
        path.Length > 0 ? path : throw new LayerException($"The layer's root cannot be a {entry.Type}.");
}
