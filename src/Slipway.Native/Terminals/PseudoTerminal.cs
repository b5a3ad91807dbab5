// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// Our side of a pseudo-terminal that a program has as its terminal: what is written is typed, what is read is shown. Reading ends when nobody has the other
/// side open any more. One may read at a time; any number may write.
/// </summary>
public sealed partial class PseudoTerminal : Stream
{
    private const int GetFlags = 3, SetFlags = 4, NonBlocking = 0x800;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly SafeFileHandle _ours;
    private readonly SemaphoreSlim _writing = new(1);
    private TerminalReader? _reader;

    internal PseudoTerminal(SafeFileHandle ours)
    {
        _ours = ours;
        _ = FileControl(ours, SetFlags, FileControl(ours, GetFlags, 0) | NonBlocking);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

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

    internal SafeFileHandle Handle => _ours;

    /// <summary>Tells the program how large its terminal is now; it gets SIGWINCH if that is new.</summary>
    public void Resize(TerminalSize size) => size.Set(_ours);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new((_reader ??= new(_ours)).ReadAsync(buffer, cancellationToken));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Types something. It waits while the program has not read what was typed before.</summary>
    /// <exception cref="NativeException">Nobody has the other side open any more.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!buffer.IsEmpty)
            {
                var count = TryWrite(buffer.Span);
                if (count == 0)
                    await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
                buffer = buffer[count..];
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A pseudo-terminal is read asynchronously.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A pseudo-terminal is written asynchronously.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader?.Dispose();
            _ours.Dispose();
        }
        base.Dispose(disposing);
    }

    // How many bytes the terminal took; 0 while it takes none.
    private unsafe int TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            var count = WriteCore(_ours, at, (nuint)bytes.Length);
            if (count >= 0)
                return (int)count;
        }
        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.TryAgain or Errno.Interrupted ? 0 : throw new NativeException("Cannot write to a pseudo-terminal", errno);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteCore(SafeFileHandle descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle descriptor, int command, int argument);
}
