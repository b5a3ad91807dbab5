// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Native;

/// <summary>
/// Keeps an open file open beyond the life of this process: in a process of its own that only sleeps, from which any later one of ours takes it again. The end of
/// the holder closes the file, unless others have it.
/// </summary>
public static partial class DescriptorHolder
{
    private const nint PidFdOpen = 434, PidFdGetFd = 438;
    private const int Held = 3, ReadWrite = 2;
    private const short NewSession = 0x80;
    // posix_spawn_file_actions_t and posix_spawnattr_t, 80 and 336 bytes of glibc on 64 bits.
    private const int MoreThanActions = 512, MoreThanAttributes = 1024;

    /// <summary>Starts a holder of an open file.</summary>
    /// <exception cref="ExecutionException">This machine has no <c>sleep</c>.</exception>
    /// <exception cref="NativeException">The system refused.</exception>
    public static unsafe ProcessIdentity Hold(SafeHandle file)
    {
        var path = Command.Find("sleep") ?? throw new ExecutionException("'sleep' is not installed on this machine. Install it: apt-get install coreutils") { Program = "sleep", Package = "coreutils" };
        var actions = stackalloc byte[MoreThanActions];
        var attributes = stackalloc byte[MoreThanAttributes];
        nint* words = stackalloc nint[] { Marshal.StringToCoTaskMemUTF8("sleep"), Marshal.StringToCoTaskMemUTF8("infinity"), 0 };
        nint* environment = stackalloc nint[] { 0 };
        var added = false;
        file.DangerousAddRef(ref added);
        try
        {
            _ = InitialiseActions(actions);
            _ = InitialiseAttributes(attributes);
            _ = SetFlags(attributes, NewSession);
            // First, for the number may be one of those that follow.
            _ = AddCopy(actions, (int)file.DangerousGetHandle(), Held);
            _ = AddOpen(actions, 0, "/dev/null", ReadWrite, 0);
            _ = AddCopy(actions, 0, 1);
            _ = AddCopy(actions, 0, 2);
            // It is not to keep the folder busy that we happen to be in.
            _ = AddFolder(actions, "/");
            var errno = Spawn(out var pid, path, actions, attributes, words, environment);
            if (errno != 0)
                throw new NativeException($"Cannot start '{path}'", errno);
            return ProcessIdentity.Find(pid) ?? throw new ExecutionException($"'{path}' ended at once.") { Program = "sleep" };
        }
        finally
        {
            if (added)
                file.DangerousRelease();
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            Marshal.FreeCoTaskMem(words[0]);
            Marshal.FreeCoTaskMem(words[1]);
        }
    }

    /// <summary>Starts a holder of a terminal.</summary>
    /// <inheritdoc cref="Hold(SafeHandle)"/>
    public static ProcessIdentity Hold(PseudoTerminal terminal) => Hold(terminal.Handle);

    /// <summary>Opens once more what a holder holds; null if it has ended.</summary>
    /// <exception cref="NativeException">The system refused.</exception>
    public static PseudoTerminal? TryTakeTerminal(ProcessIdentity holder) => TryTake(holder) is { } file ? new(file) : null;

    /// <summary>Ends a holder, and so closes what it holds; nothing happens if it has ended.</summary>
    public static async Task EndAsync(ProcessIdentity holder)
    {
        using var handle = ProcessHandle.TryOpen(holder);
        if (handle is null)
            return;
        handle.Send(Signal.Kill);
        // Killed already; waiting only reaps it where it is our child.
        await handle.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    internal static SafeFileHandle? TryTake(ProcessIdentity holder)
    {
        var descriptor = Call(PidFdOpen, holder.Pid, 0, 0);
        if (descriptor < 0)
            return null;
        using var process = new SafeFileHandle(descriptor, ownsHandle: true);
        // Asked after it was opened: from here on the number cannot pass to another process unnoticed.
        if (!holder.IsAlive)
            return null;
        var taken = Call(PidFdGetFd, descriptor, Held, 0);
        return taken >= 0 ? new(taken, ownsHandle: true) : throw NativeException.FromLastError($"Cannot take over what process {holder.Pid} holds");
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(out int pid, string path, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitialiseActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddCopy(byte* actions, int descriptor, int copy);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddFolder(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int InitialiseAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);
}
