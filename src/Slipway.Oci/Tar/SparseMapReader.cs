// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Oci.Tar;

/// <summary>Reads where a sparse file's pieces belong, in each of the four ways that GNU tar has written it (GNU tar manual, "Storing Sparse Files").</summary>
internal sealed class SparseMapReader(TarInput input, TarExtensions extensions, int maxSize)
{
    /// <summary>The map of the regular file whose header is in <paramref name="block"/>, which is overwritten; null where the file is not sparse.</summary>
    /// <exception cref="TarFieldException">The map is wrong, too large, or of an unknown format.</exception>
    internal ValueTask<SparseMap?> ReadAsync(byte[] block, TarContentStream content, CancellationToken cancellationToken)
    {
        if ((char)block[TarFormat.Type] == 'S')
            return ReadGnuMapAsync(block, content.Left, cancellationToken);
        var major = extensions.TakeText("GNU.sparse.major");
        var minor = extensions.TakeText("GNU.sparse.minor");
        var size = extensions.TakeNumber("GNU.sparse.realsize") ?? extensions.TakeNumber("GNU.sparse.size");
        extensions.TakeText("GNU.sparse.numblocks");
        if (major is not null)
        {
            return (major, minor) == ("1", "0") && size is not null
                ? ReadLeadingMapAsync(content, size.Value, cancellationToken)
                : throw new TarFieldException("the sparse file is of an unknown format", "1.0 with a size, 0.1 or 0.0", $"{major}.{minor}");
        }
        var numbers = extensions.TakeText("GNU.sparse.map") is { } list
            ? list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseMapNumber).ToList()
            : extensions.TakeRepeatedSparseMap();
        if (numbers is null)
            return new((SparseMap?)null);
        return new(SparseMap.Create(numbers, size ?? throw new TarFieldException("the sparse file has no size", "GNU.sparse.size", "nothing"), content.Left));
    }

    /// <summary>The map of GNU's own format: four pieces in the header, more in blocks of 21 behind it.</summary>
    private async ValueTask<SparseMap?> ReadGnuMapAsync(byte[] block, long stored, CancellationToken cancellationToken)
    {
        if (!TarHeaderFields.TryParseNumber(block.AsSpan(483, 12), out var size))
            throw new TarFieldException("the sparse file's size is no number", "octal digits", $"bytes {Convert.ToHexStringLower(block.AsSpan(483, 12))}");
        var numbers = new List<long>();
        AddPieces(block.AsSpan(386, 96), numbers);
        var more = block[482] != 0;
        while (more)
        {
            if (numbers.Count * 12 > maxSize)
                throw MapTooLarge();
            if (await input.ReadFullyAsync(block, cancellationToken).ConfigureAwait(false) < TarFormat.BlockSize)
                throw new TarFieldException("the archive ends within a sparse map", "a block", "the end");
            AddPieces(block.AsSpan(0, 504), numbers);
            more = block[504] != 0;
        }
        return SparseMap.Create(numbers, size, stored);
    }

    private static void AddPieces(ReadOnlySpan<byte> fields, List<long> numbers)
    {
        // An unused piece is zeros, and no used one follows it.
        for (; !fields.IsEmpty && fields[0] != 0; fields = fields[24..])
        {
            if (!TarHeaderFields.TryParseNumber(fields[..12], out var offset) || !TarHeaderFields.TryParseNumber(fields[12..24], out var length))
                throw new TarFieldException("the sparse map holds no number", "octal digits", $"bytes {Convert.ToHexStringLower(fields[..24])}");
            numbers.Add(offset);
            numbers.Add(length);
        }
    }

    /// <summary>The map of PAX sparse format 1.0: lines of decimal numbers before the content, filled up to whole blocks.</summary>
    private async ValueTask<SparseMap?> ReadLeadingMapAsync(TarContentStream content, long size, CancellationToken cancellationToken)
    {
        var block = new byte[TarFormat.BlockSize];
        var numbers = new List<long>();
        long wanted = 1, number = 0;
        var digits = 0;
        for (var total = 0L; numbers.Count < wanted; total += block.Length)
        {
            if (total > maxSize)
                throw MapTooLarge();
            for (var filled = 0; filled < block.Length;)
            {
                var read = await content.ReadAsync(block.AsMemory(filled), cancellationToken).ConfigureAwait(false);
                filled += read > 0 ? read : throw new TarFieldException("the content ends within its sparse map", $"{wanted} numbers", $"{numbers.Count}");
            }
            foreach (var character in block)
            {
                if (numbers.Count == wanted)
                    break;
                if (character == '\n' && digits > 0)
                {
                    numbers.Add(number);
                    if (numbers.Count == 1)
                        wanted = number <= maxSize ? 1 + 2 * number : throw MapTooLarge();
                    (number, digits) = (0, 0);
                    continue;
                }
                if (character is < (byte)'0' or > (byte)'9' || ++digits > 18)
                    throw new TarFieldException("the sparse map holds no number", "decimal digits and a newline", $"byte 0x{character:x2}");
                number = number * 10 + character - '0';
            }
        }
        return SparseMap.Create(numbers[1..], size, content.Left);
    }

    private static long ParseMapNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new TarFieldException("the sparse map holds no number", "decimal digits", $"'{text}'");

    private TarFieldException MapTooLarge() => new("the sparse map is too large", $"at most {maxSize} bytes", "more");
}
