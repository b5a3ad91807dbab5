// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>Files that were fetched, each under its digest and verified again whenever it is read.</summary>
/// <param name="folder">The folder; made where it is missing.</param>
/// <param name="http">The way to mirrors.</param>
/// <param name="time">The clock.</param>
internal sealed class HashedFiles(string folder, GuardedHttp http, TimeProvider time)
{
    private const int Tries = 3;
    private const int BufferSize = 256 * 1024;

    /// <summary>Where a file is kept.</summary>
    public string PathOf(Digest digest) => Path.Combine(folder, digest.Hex);

    /// <summary>The path of a file that is here and is what its digest says; null where it isn't. One that is damaged is removed.</summary>
    public async Task<string?> FindAsync(Digest digest, CancellationToken cancellationToken)
    {
        var path = PathOf(digest);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.SequentialScan);
            await using (stream.ConfigureAwait(false))
            {
                var hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
                if (Digest.FromHash(HashAlgorithmName.SHA256, hash) == digest)
                {
                    // Pruning goes by it: what is used stays.
                    File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                    return path;
                }
            }
            File.Delete(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not here yet, or just removed by somebody else.
        }
        return null;
    }

    /// <summary>Keeps a file that was made here.</summary>
    /// <returns>Its path.</returns>
    public string Keep(Digest digest, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(folder);
        var beside = Beside(digest);
        File.WriteAllBytes(beside, content);
        File.Move(beside, PathOf(digest), overwrite: true);
        return PathOf(digest);
    }

    /// <summary>The path of a file, fetched where it isn't here.</summary>
    /// <param name="digest">What it must be.</param>
    /// <param name="size">How many bytes it must have.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="shown">What messages call it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BaseImageException">What came is not what was asked for.</exception>
    /// <exception cref="RemoteException">It can't be had.</exception>
    public async Task<string> GetAsync(Digest digest, long size, Uri address, string shown, CancellationToken cancellationToken)
    {
        if (await FindAsync(digest, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        Directory.CreateDirectory(folder);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await FetchAsync(digest, size, address, shown, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteException e) when (e.IsTransient && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 << attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> FetchAsync(Digest digest, long size, Uri address, string shown, CancellationToken cancellationToken)
    {
        var beside = Beside(digest);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var response = await http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            var body = await http.OpenBodyAsync(response, cancellationToken).ConfigureAwait(false);
            var total = 0L;
            await using (body.ConfigureAwait(false))
            {
                var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
                await using (file.ConfigureAwait(false))
                {
                    var buffer = new byte[BufferSize];
                    while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    {
                        total += count;
                        if (total > size)
                            throw Wrong(shown, address, $"more than the {size} bytes");
                        hash.AppendData(buffer.AsSpan(0, count));
                        await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            if (total != size)
                throw Wrong(shown, address, $"{total} bytes and not the {size}");
            var got = Digest.FromHash(HashAlgorithmName.SHA256, hash.GetHashAndReset());
            if (got != digest)
                throw Wrong(shown, address, $"the digest {got} and not {digest}, which");
            File.Move(beside, PathOf(digest), overwrite: true);
            return PathOf(digest);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private string Beside(Digest digest) => Path.Combine(folder, $".{digest.Hex}.{Guid.NewGuid():N}");

    private static BaseImageException Wrong(string shown, Uri address, string what) =>
        new($"{shown} is refused: what '{address}' serves has {what} that the signed index says. The mirror is damaged, or in the middle of an update; try again, or use another mirror.")
        {
            IsTransient = false,
        };
}
