// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>The bytes that an archive stores for one entry. It says so when the archive ends before they do.</summary>
internal sealed class TarContentStream(TarInput input, long stored, string name, long entryIndex, long offset) : ForwardStream
{
    public override long Length => stored;

    /// <summary>How many bytes nobody has read yet.</summary>
    internal long Left => stored - Consumed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Left == 0 || buffer.IsEmpty)
            return 0;
        var count = await input.ReadAsync(buffer.Length > Left ? buffer[..(int)Left] : buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0)
            throw CutShort(Consumed);
        Consumed += count;
        return count;
    }

    /// <summary>Passes over what nobody has read, and the zeros that fill the last block.</summary>
    internal async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        var left = Left + TarFormat.Padding(stored);
        var skipped = await input.SkipAsync(left, cancellationToken).ConfigureAwait(false);
        if (skipped != left)
            throw CutShort(Consumed + skipped);
        Consumed = stored;
    }

    private TarFormatException CutShort(long there) =>
        new(entryIndex, offset, $"the archive ends within the content of '{name}'", $"{stored + TarFormat.Padding(stored)} bytes with its padding", $"{there}");
}
