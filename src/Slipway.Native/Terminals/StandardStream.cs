// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>
/// Standard input, output or error as the system gives it, byte for byte and unbuffered. The runtime's own streams edit what is typed at a terminal, and keep
/// silent when nobody reads what they write. Disposing it leaves the descriptor open. Whatever waits does so on the thread that asked.
/// </summary>
public sealed partial class StandardStream : Stream
{
    private const int Input = 0, Output = 1, Error = 2;
    private const short Readable = 1, Writable = 4;

    private readonly int _descriptor;

    private StandardStream(int descriptor) => _descriptor = descriptor;

    /// <inheritdoc/>
    public override bool CanRead => _descriptor == Input;

    /// <inheritdoc/>
    public override bool CanWrite => _descriptor != Input;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard input.</summary>
    public static Stream OpenInput() => new StandardStream(Input);

    /// <summary>Standard output.</summary>
    public static Stream OpenOutput() => new StandardStream(Output);

    /// <summary>Standard error.</summary>
    public static Stream OpenError() => new StandardStream(Error);

    /// <inheritdoc/>
    /// <exception cref="NativeException">The system refused, as of a terminal that is gone.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override unsafe int Read(Span<byte> buffer)
    {
        while (true)
        {
            fixed (byte* at = buffer)
            {
                var count = ReadCore(_descriptor, at, (nuint)buffer.Length);
                if (count >= 0)
                    return (int)count;
            }
            WaitOrThrow(Marshal.GetLastPInvokeError(), Readable, "Cannot read standard input");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NativeException">The system refused, as where nobody reads any more.</exception>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint count;
            fixed (byte* at = buffer)
                count = WriteCore(_descriptor, at, (nuint)buffer.Length);
            if (count >= 0)
                buffer = buffer[(int)count..];
            else
                WaitOrThrow(Marshal.GetLastPInvokeError(), Writable, $"Cannot write to standard {(_descriptor == Output ? "output" : "error")}");
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    // Others who have the same file may have made it non-blocking.
    private void WaitOrThrow(int errno, short events, string action)
    {
        if (errno == Errno.TryAgain)
        {
            var entry = new PollEntry(_descriptor, events);
            _ = Poll(ref entry, 1, -1);
        }
        else if (errno != Errno.Interrupted)
        {
            throw new NativeException(action, errno);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadCore(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteCore(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);
}
