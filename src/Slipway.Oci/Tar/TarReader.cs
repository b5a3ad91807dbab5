// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Oci.Tar;

/// <summary>
/// Reads a tar archive as it streams by: v7, ustar, PAX (global headers included), star and GNU (long names, binary numbers), sparse files as the
/// whole files they stand for. What it cannot read it refuses by name, and everything it reads is bounded by <see cref="TarReaderOptions"/>.
/// Names are not judged here: an extractor must still keep them inside its root.
/// </summary>
public sealed class TarReader : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly TarReaderOptions _options;
    private readonly bool _leaveOpen;
    private readonly TarInput _input;
    private readonly TarExtensions _extensions = new();
    private readonly SparseMapReader _sparse;
    private readonly byte[] _block = new byte[TarFormat.BlockSize];
    private TarContentStream? _stored;
    private long _entryOffset;
    private long _totalSize;
    private bool _ended;

    /// <summary>Reads from <paramref name="stream"/>, which is disposed with this reader unless <paramref name="leaveOpen"/>. It is read in large pieces, beyond
    /// the archive's end where there is more.</summary>
    public TarReader(Stream stream, TarReaderOptions options, bool leaveOpen = false)
    {
        (_stream, _options, _leaveOpen, _input) = (stream, options, leaveOpen, new(stream));
        _sparse = new(_input, _extensions, options.MaxPaxSize);
    }

    /// <summary>The content of the entry read last, holes filled with zeros; empty for all but regular files. It is read with
    /// <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/>, ends with the next call of <see cref="ReadNextAsync"/>, and need not be disposed.</summary>
    public Stream Content { get; private set; } = Stream.Null;

    /// <summary>How many entries were read so far.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Reads the next entry, passing over what was not read of the one before; null at the end of the archive.</summary>
    /// <exception cref="TarFormatException">The bytes are not a tar archive, end too early, go over a limit, or use what is refused by name.</exception>
    public async ValueTask<TarEntry?> ReadNextAsync(CancellationToken cancellationToken)
    {
        if (_ended)
            return null;
        try
        {
            if (_stored is not null)
                await _stored.FinishAsync(cancellationToken).ConfigureAwait(false);
            (_stored, Content) = (null, Stream.Null);
            _entryOffset = _input.Position;
            while (await ReadHeaderAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await TryReadExtensionAsync(cancellationToken).ConfigureAwait(false))
                    continue;
                if (EntryCount >= _options.MaxEntries)
                    throw new TarFieldException("there are too many entries", $"at most {_options.MaxEntries}", "more");
                var entry = await MakeEntryAsync(cancellationToken).ConfigureAwait(false);
                _extensions.Reset();
                EntryCount++;
                if (entry is not null)
                    return entry;
                await _stored!.FinishAsync(cancellationToken).ConfigureAwait(false);
            }
            _ended = true;
            return _extensions.Pending ? throw new TarFieldException("the archive ends after an extension header", "the entry it is for", "the end") : null;
        }
        catch (TarFieldException e)
        {
            _ended = true;
            throw e.At(EntryCount, _entryOffset);
        }
        catch (FormatException e)
        {
            _ended = true;
            throw new TarFormatException(EntryCount, _entryOffset, e.Message, "records of 'length keyword=value'", "something else");
        }
    }

    /// <summary>Reads whatever follows the archive's end, so that a digest of the stream covers all of it.</summary>
    /// <param name="limit">How many bytes may follow.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="TarFormatException">More follows.</exception>
    public async ValueTask DrainAsync(long limit, CancellationToken cancellationToken)
    {
        if (await _input.SkipAsync(limit, cancellationToken).ConfigureAwait(false) == limit && await _input.SkipAsync(1, cancellationToken).ConfigureAwait(false) > 0)
            throw new TarFormatException(EntryCount, _input.Position, "bytes follow the end of the archive", $"at most {limit}", "more");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _ended = true;
        _input.Dispose();
        if (!_leaveOpen)
            await _stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Reads a header block; false at the archive's end, which is two blocks of zeros or, in archives cut or written carelessly, the end of the stream.</summary>
    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        for (var zeroBlocks = 0; zeroBlocks < 2; zeroBlocks++)
        {
            var read = await _input.ReadFullyAsync(_block, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return false;
            if (read < TarFormat.BlockSize)
                throw new TarFieldException("the archive ends within a header", $"{TarFormat.BlockSize} bytes", $"{read}");
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
                continue;
            if (zeroBlocks > 0)
                throw new TarFieldException("a single block of zeros stands before an entry", "two of them at the end", "one");
            if (!new TarHeaderFields(_block).HasRightChecksum(out var expected, out var got))
                throw new TarFieldException("the header's checksum is wrong", expected, got);
            return true;
        }
        return false;
    }

    private async ValueTask<bool> TryReadExtensionAsync(CancellationToken cancellationToken)
    {
        var type = (char)_block[TarFormat.Type];
        if (type is not ('x' or 'g' or 'L' or 'K'))
            return false;
        var body = await ReadExtensionBodyAsync(cancellationToken).ConfigureAwait(false);
        switch (type)
        {
            case 'x':
                _extensions.AddLocal(PaxRecord.Parse(body));
                break;
            case 'g':
                _extensions.AddGlobal(PaxRecord.Parse(body));
                break;
            case 'L':
                _extensions.SetLongName(UnixText.Decode(body.AsSpan().TrimEnd((byte)0)));
                break;
            default:
                _extensions.SetLongLink(UnixText.Decode(body.AsSpan().TrimEnd((byte)0)));
                break;
        }
        return true;
    }

    private async ValueTask<byte[]> ReadExtensionBodyAsync(CancellationToken cancellationToken)
    {
        var size = new TarHeaderFields(_block).Size;
        _extensions.Size += size;
        if (size < 0 || _extensions.Size > _options.MaxPaxSize)
            throw new TarFieldException("the extension headers of one entry are too large", $"at most {_options.MaxPaxSize} bytes", $"{_extensions.Size}");
        var body = new byte[size];
        var whole = await _input.ReadFullyAsync(body, cancellationToken).ConfigureAwait(false) == size
            && await _input.SkipAsync(TarFormat.Padding(size), cancellationToken).ConfigureAwait(false) == TarFormat.Padding(size);
        return whole ? body : throw new TarFieldException("the archive ends within an extension header", $"{size} bytes", "fewer");
    }

    /// <summary>Makes the entry of the header in the block and its content; null for what is no file, such as a volume's label.</summary>
    private async ValueTask<TarEntry?> MakeEntryAsync(CancellationToken cancellationToken)
    {
        _extensions.Merge();
        var headerOffset = _input.Position - TarFormat.BlockSize;
        var entry = Describe(out var stored);
        var label = (char)_block[TarFormat.Type] == 'V';
        if (entry.Type != TarEntryType.RegularFile && (char)_block[TarFormat.Type] is not ('0' or '\0' or 'D' or 'V'))
            stored = 0; // the standard lets a link say the size of what it links to, without content
        _stored = new(_input, stored, entry.Name, EntryCount, headerOffset);
        Content = _stored;
        if (!label && entry.Type == TarEntryType.RegularFile && await _sparse.ReadAsync(_block, _stored, cancellationToken).ConfigureAwait(false) is { } map)
        {
            Content = new SparseStream(_stored, map);
            entry = entry with { Size = map.Size };
        }
        _totalSize += entry.Type == TarEntryType.RegularFile ? entry.Size : stored;
        if (_totalSize > _options.MaxTotalSize || _totalSize < 0)
            throw new TarFieldException($"the contents are too large at '{entry.Name}'", $"at most {_options.MaxTotalSize} bytes together", $"{_totalSize}");
        if (entry.Type != TarEntryType.RegularFile)
            Content = Stream.Null;
        return label ? null : entry with { PaxRecords = _extensions.Rest() };
    }

    private TarEntry Describe(out long stored)
    {
        var header = new TarHeaderFields(_block);
        var name = Checked(_extensions.Name(header.Name), "name");
        stored = _extensions.TakeNumber("size") ?? header.Size;
        if (stored < 0)
            throw new TarFieldException($"the size of '{name}' is negative", "0 or more", $"{stored}");
        var type = TypeOf(header.Type, name);
        return new TarEntry
        {
            Name = name,
            Type = type,
            Mode = header.Mode,
            UserId = _extensions.TakeId("uid") ?? header.UserId,
            GroupId = _extensions.TakeId("gid") ?? header.GroupId,
            UserName = _extensions.TakeText("uname") ?? header.UserName,
            GroupName = _extensions.TakeText("gname") ?? header.GroupName,
            Size = type == TarEntryType.RegularFile ? stored : 0,
            Modified = _extensions.TakeTime("mtime") ?? header.Modified,
            LinkName = type is TarEntryType.HardLink or TarEntryType.SymbolicLink ? Checked(_extensions.LinkName(header.LinkName), "link target") : "",
            Device = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice ? header.Device : default,
            ExtendedAttributes = _extensions.TakeAttributes(),
        };
    }

    private static TarEntryType TypeOf(char type, string name) => type switch
    {
        // Before ustar a directory was a file whose name ends with a slash.
        '0' or '\0' => name.EndsWith('/') ? TarEntryType.Directory : TarEntryType.RegularFile,
        '7' or 'S' or 'V' => TarEntryType.RegularFile,
        '1' => TarEntryType.HardLink,
        '2' => TarEntryType.SymbolicLink,
        '3' => TarEntryType.CharacterDevice,
        '4' => TarEntryType.BlockDevice,
        '5' or 'D' => TarEntryType.Directory,
        '6' => TarEntryType.Fifo,
        'M' => throw new TarFieldException($"'{name}' continues from another volume", "an archive in one piece", "type 'M'"),
        _ => throw new TarFieldException($"'{name}' has an unknown type", "one of POSIX or GNU tar", $"type '{type}' (0x{(int)type:x2})"),
    };

    private string Checked(string name, string what)
    {
        var length = UnixText.GetByteCount(name);
        return length == 0 ? throw new TarFieldException($"the {what} is empty", $"a {what}", "nothing")
            : length > _options.MaxNameLength ? throw new TarFieldException($"the {what} is too long", $"at most {_options.MaxNameLength} bytes", $"{length}")
            : name;
    }
}
