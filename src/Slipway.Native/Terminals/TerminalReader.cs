// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>Reads a pseudo-terminal on a thread of its own, which sleeps while there is nothing: the runtime's own asynchronous reading takes pipes and sockets alone.</summary>
internal sealed partial class TerminalReader : IDisposable
{
    private const int StackBytes = 128 * 1024;
    private const short Readable = 1;

    private readonly SafeFileHandle _terminal;
    private readonly EventDescriptor _wake = EventDescriptor.Create();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Thread _thread;
    private Request? _request;
    private volatile bool _isDisposed;

    internal TerminalReader(SafeFileHandle terminal)
    {
        _terminal = terminal;
        _thread = new(Run, StackBytes) { IsBackground = true, Name = "terminal" };
        _thread.Start();
    }

    /// <summary>Reads what there is, and waits for something if need be.</summary>
    /// <returns>How many bytes; 0 when nobody has the other side open.</returns>
    internal async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var request = new Request(buffer, cancellationToken);
        _request = request;
        _asked.Release();
        using var registration = cancellationToken.UnsafeRegister(static state => ((EventDescriptor)state!).Signal(), _wake);
        return await request.Done.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _wake.Signal();
        _asked.Release();
        _thread.Join();
        _wake.Dispose();
        _asked.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _asked.Wait();
            if (_isDisposed)
            {
                // One who asked meanwhile is told that it is over.
                _request?.Done.TrySetResult(0);
                return;
            }
            Serve(_request!);
        }
    }

    private void Serve(Request request)
    {
        try
        {
            while (!_isDisposed)
            {
                if (request.Cancellation.IsCancellationRequested)
                {
                    request.Done.SetCanceled(request.Cancellation);
                    return;
                }
                if (TryRead(request.Buffer.Span) is { } count)
                {
                    request.Done.SetResult(count);
                    return;
                }
                WaitForMore();
            }
            request.Done.SetResult(0);
        }
        catch (Exception problem)
        {
            // Who asked gets it.
            request.Done.TrySetException(problem);
        }
    }

    // Null while there is nothing.
    private unsafe int? TryRead(Span<byte> buffer)
    {
        fixed (byte* at = buffer)
        {
            var count = Read(_terminal, at, (nuint)buffer.Length);
            if (count >= 0)
                return (int)count;
        }
        return Marshal.GetLastPInvokeError() switch
        {
            Errno.TryAgain or Errno.Interrupted => null,
            // What the system says instead of an end.
            Errno.InputOutput => 0,
            var errno => throw new NativeException("Cannot read a pseudo-terminal", errno),
        };
    }

    private void WaitForMore()
    {
        Span<PollEntry> entries = [new((int)_terminal.DangerousGetHandle(), Readable), new(_wake.Descriptor, Readable)];
        if (Poll(ref entries[0], 2, -1) > 0 && entries[1].Returned != 0)
            _wake.Clear();
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);

    private sealed record Request(Memory<byte> Buffer, CancellationToken Cancellation)
    {
        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
