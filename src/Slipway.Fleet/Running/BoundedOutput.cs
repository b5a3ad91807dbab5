// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>Keeps the beginning of what is written to it, and drops the rest.</summary>
/// <param name="limit">How many bytes are kept.</param>
internal sealed class BoundedOutput(int limit) : MemoryStream
{
    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => base.Write(buffer, offset, Math.Min(count, Math.Max(0, limit - (int)Length)));

    // The base's own way through spans would come back to this class again and again.
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>What was kept, as UTF-8.</summary>
    public override string ToString() => Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length);
}
