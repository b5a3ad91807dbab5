// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;
using Slipway.Native;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;

namespace Slipway.Build;

/// <summary>A tar that ADD unpacks, told by what it holds: a tar as it is, or under gzip, zstd, xz or bzip2.</summary>
internal sealed class SourceArchive : IAsyncDisposable
{
    private const int MagicLength = 6;

    private readonly TarReader _reader;
    private readonly string? _temporary;
    private TarEntry? _first;

    private SourceArchive(TarReader reader, TarEntry first, string? temporary) => (_reader, _first, _temporary) = (reader, first, temporary);

    /// <summary>The content of the entry that was read last.</summary>
    public Stream Content => _reader.Content;

    /// <summary>Opens a file as an archive; null where it is none, whatever its name.</summary>
    public static async Task<SourceArchive?> TryOpenAsync(RootedDirectory root, string path, LayerLimits limits, CancellationToken cancellationToken)
    {
        var file = new FileStream(root.OpenRead(path, FinalLink.Keep), FileAccess.Read, 0);
        string? temporary = null;
        TarReader? reader = null;
        try
        {
            (var tar, temporary) = await DecompressAsync(file, path, limits, cancellationToken).ConfigureAwait(false);
            reader = new(tar, TarReaderOptions.Default);
            if (await reader.ReadNextAsync(cancellationToken).ConfigureAwait(false) is { } first)
                return new(reader, first, temporary);
        }
        catch (Exception problem) when (problem is TarFormatException or InvalidDataException or EndOfStreamException)
        {
            // No tar: it is copied as it is.
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        IAsyncDisposable opened = reader is null ? file : reader;
        await opened.DisposeAsync().ConfigureAwait(false);
        Delete(temporary);
        return null;
    }

    /// <summary>Whether a file looks like an archive; nothing is decompressed for the answer, so that what is compressed counts as one.</summary>
    public static async Task<bool> IsOneAsync(RootedDirectory root, string path, CancellationToken cancellationToken)
    {
        using (var file = root.OpenRead(path, FinalLink.Keep))
        {
            var magic = new byte[MagicLength];
            if (ProgramOf(magic.AsSpan(0, RandomAccess.Read(file, magic, 0))) is not null)
                return true;
        }
        var archive = await TryOpenAsync(root, path, LayerLimits.Default, cancellationToken).ConfigureAwait(false);
        if (archive is null)
            return false;
        await archive.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>The next entry; null at the end.</summary>
    public async ValueTask<TarEntry?> ReadNextAsync(CancellationToken cancellationToken)
    {
        var first = _first;
        _first = null;
        return first ?? await _reader.ReadNextAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        Delete(_temporary);
    }

    private static async Task<(Stream Tar, string? Temporary)> DecompressAsync(FileStream file, string path, LayerLimits limits, CancellationToken cancellationToken)
    {
        var magic = new byte[MagicLength];
        var length = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        file.Position = 0;
        return ProgramOf(magic.AsSpan(0, length)) switch
        {
            null => (file, null),
            "gzip" => (new InflationGuard(new GZipStream(file, CompressionMode.Decompress), file.Length, limits, path), null),
            "xz" => await RunAsync("xz", "xz-utils", file, path, limits, cancellationToken).ConfigureAwait(false),
            var program => await RunAsync(program, program, file, path, limits, cancellationToken).ConfigureAwait(false),
        };
    }

    // What a file was compressed with; null where it wasn't.
    private static string? ProgramOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? "gzip"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "zstd"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz"
        : head.StartsWith("BZh"u8) ? "bzip2"
        : null;

    // The framework knows neither format; both programs have read every archive there is for twenty years.
    private static async Task<(Stream, string?)> RunAsync(string program, string package, FileStream file, string path, LayerLimits limits, CancellationToken cancellationToken)
    {
        if (Command.Find(program) is null)
            throw new StepException($"cannot unpack '{path}': the program '{program}' is missing") { Help = $"apt-get install {package}, or write ADD --unpack=false" };
        var temporary = Path.GetTempFileName();
        var output = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0);
        try
        {
            var result = await new Command(program, ["-d", "-c"]) { Input = file, Output = new InflationGuard(new HoleStream(output), file.Length, limits, path), Package = package }.RunAsync(cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw new InvalidDataException($"'{path}' is damaged: {result.ErrorText}");
            await file.DisposeAsync().ConfigureAwait(false);
            output.SetLength(output.Position);
            output.Position = 0;
            return (output, temporary);
        }
        catch
        {
            await output.DisposeAsync().ConfigureAwait(false);
            Delete(temporary);
            throw;
        }
    }

    private static void Delete(string? temporary)
    {
        if (temporary is not null)
            File.Delete(temporary);
    }
}
