// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Starts programs by posix_spawn(3), which opens their files in the new process: none of them is ever open in this one.</summary>
internal static unsafe partial class ProgramSpawn
{
    // posix_spawn_file_actions_t, posix_spawnattr_t and sigset_t: 80, 336 and 128 bytes of glibc on 64 bits.
    private const int MoreThanActions = 512, MoreThanAttributes = 1024, SignalSetBytes = 128;
    private const short DefaultSignals = 4, SignalMask = 8;
    private const int ReadOnly = 0, ReadWrite = 2, CloseOnExec = 0x80000;

    /// <summary>Starts a program with the standard files that are given, and with no signal ignored or held back.</summary>
    /// <param name="path">The program's absolute path.</param>
    /// <param name="arguments">Its arguments, without the program's name.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="folder">Where it starts; null is where this process is.</param>
    /// <param name="files">What it reads and where it writes.</param>
    /// <returns>Its pid; somebody must await it.</returns>
    /// <exception cref="NativeException">The system refused to start it or to open one of its files; it doesn't tell which.</exception>
    internal static int Start(string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string? folder, StandardFiles files)
    {
        var actions = stackalloc byte[MoreThanActions];
        var attributes = stackalloc byte[MoreThanAttributes];
        var signals = stackalloc byte[SignalSetBytes];
        var pipe = stackalloc int[] { -1, -1 };
        using var words = new NativeWords([path, .. arguments]);
        using var variables = new NativeWords([.. environment.Select(static variable => $"{variable.Key}={variable.Value}")]);
        if (files.Input is null && Pipe(pipe, CloseOnExec) != 0)
            throw NativeException.FromLastError("Cannot create a pipe");
        _ = InitialiseActions(actions);
        _ = InitialiseAttributes(attributes);
        try
        {
            // The runtime ignores SIGPIPE, and may hold others back, which is nobody's but its own affair. glibc leaves two of its own ignored that sigfillset(3) leaves out.
            new Span<byte>(signals, SignalSetBytes).Fill(byte.MaxValue);
            _ = SetDefaultSignals(attributes, signals);
            new Span<byte>(signals, SignalSetBytes).Clear();
            _ = SetSignalMask(attributes, signals);
            _ = SetFlags(attributes, DefaultSignals | SignalMask);
            _ = files.Input is { } input ? AddOpen(actions, 0, input, ReadOnly, 0) : AddCopy(actions, pipe[0], 0);
            _ = AddOpen(actions, 1, files.Output, ReadWrite, 0);
            _ = AddOpen(actions, 2, files.Error, ReadWrite, 0);
            if (folder is not null)
                _ = AddFolder(actions, folder);
            var errno = Spawn(out var pid, path, actions, attributes, words.Start, variables.Start);
            return errno == 0 ? pid : throw new NativeException($"Cannot start '{path}' with '{files.Input}', '{files.Output}' and '{files.Error}'", errno);
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            if (files.Input is null)
            {
                _ = Close(pipe[0]);
                _ = Close(pipe[1]);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int pid, string path, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitialiseActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddCopy(byte* actions, int descriptor, int copy);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddFolder(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitialiseAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
