// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>A process held by a pidfd: signals reach it or nobody, and its end can be awaited, child or not.</summary>
public sealed partial class ProcessHandle : IDisposable
{
    private const nint PidFdOpen = 434, PidFdSendSignal = 424;
    private const int NoSuchProcess = 3, Interrupted = 4;
    private const short Readable = 1;

    private readonly SafeFileHandle _pidfd;
    private int _isDisposed;

    private ProcessHandle(SafeFileHandle pidfd, ProcessIdentity identity) => (_pidfd, Identity) = (pidfd, identity);

    /// <summary>Which process it is.</summary>
    public ProcessIdentity Identity { get; }

    /// <summary>Holds the process, also one that has ended but was not reaped; null if it is gone.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static ProcessHandle? TryOpen(ProcessIdentity identity)
    {
        Subreaper.Hold(identity.Pid);
        ProcessHandle? handle = null;
        try
        {
            return handle = TryOpenHeld(identity);
        }
        finally
        {
            if (handle is null)
                Subreaper.LetGo(identity.Pid);
        }
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>False if the process is gone.</returns>
    /// <exception cref="NativeException">The system refused.</exception>
    public bool Send(Signal signal)
    {
        if (Call(PidFdSendSignal, _pidfd.DangerousGetHandle(), signal.Number, 0, 0) == 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        return errno == NoSuchProcess ? false : throw new NativeException($"Cannot send {signal} to process {Identity.Pid}", errno);
    }

    /// <summary>
    /// Waits for the end of the process. A child of ours is reaped; of another process the kernel tells the exit code since 6.15.
    /// </summary>
    /// <returns>The exit code, 128 + the signal's number for a killed process; null where the kernel doesn't tell it.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the process goes on.</exception>
    public Task<int?> WaitForExitAsync(CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => WaitOnThread(completion, cancellationToken), 128 * 1024) { IsBackground = true, Name = $"wait for {Identity.Pid}" };
        thread.Start();
        return completion.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        Subreaper.LetGo(Identity.Pid);
        _pidfd.Dispose();
    }

    private static ProcessHandle? TryOpenHeld(ProcessIdentity identity)
    {
        var descriptor = Call(PidFdOpen, identity.Pid, 0, 0, 0);
        if (descriptor < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            return errno == NoSuchProcess || !identity.Exists ? null : throw new NativeException($"Cannot open process {identity.Pid}", errno);
        }
        var pidfd = new SafeFileHandle(descriptor, ownsHandle: true);
        // Asked after the pidfd was opened: from here on the pid cannot pass to another process unnoticed.
        if (identity.Exists)
            return new(pidfd, identity);
        pidfd.Dispose();
        return null;
    }

    private void WaitOnThread(TaskCompletionSource<int?> completion, CancellationToken cancellationToken)
    {
        try
        {
            using var wake = EventDescriptor.Create();
            using var registration = cancellationToken.UnsafeRegister(static state => ((EventDescriptor)state!).Signal(), wake);
            var added = false;
            try
            {
                // Disposal by another thread must not pass the descriptor on while poll sleeps on it.
                _pidfd.DangerousAddRef(ref added);
                var ended = WaitUntilReadable((int)_pidfd.DangerousGetHandle(), wake.Descriptor);
                if (ended)
                    completion.SetResult(ExitCodes.Read(_pidfd, Identity));
                else
                    completion.SetCanceled(cancellationToken);
            }
            finally
            {
                if (added)
                    _pidfd.DangerousRelease();
            }
        }
        catch (Exception problem)
        {
            // The awaiting task gets it.
            completion.TrySetException(problem);
        }
    }

    private bool WaitUntilReadable(int pidfd, int wake)
    {
        Span<PollEntry> entries = [new(pidfd, Readable), new(wake, Readable)];
        while (true)
        {
            if (Poll(ref entries[0], 2, -1) >= 0)
            {
                if (entries[0].Returned != 0)
                    return true;
                if (entries[1].Returned != 0)
                    return false;
                continue;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Interrupted)
                throw new NativeException($"Cannot wait for process {Identity.Pid}", errno);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);
}
