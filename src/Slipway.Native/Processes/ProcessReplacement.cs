// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Slipway.Native;

/// <summary>Goes on as another program: same process, same terminal, same files 0 to 2, same folder. So signals and the exit code need no passing on.</summary>
public static unsafe partial class ProcessReplacement
{
    private const int BrokenPipe = 13;

    /// <summary>Becomes another program. Nothing of this one runs afterwards, no clean-up either.</summary>
    /// <param name="program">Its absolute path.</param>
    /// <param name="arguments">Its arguments, without the program's name.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <exception cref="NativeException">The system refused.</exception>
    public static void Become(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var words = Strings([program, .. arguments]);
        var variables = Strings([.. environment.Select(static pair => $"{pair.Key}={pair.Value}")]);
        // The runtime ignores SIGPIPE, and what is ignored stays so across execve: the next program's children would never end by it.
        var before = SetSignal(BrokenPipe, 0);
        fixed (nint* first = words, firstVariable = variables)
            Execute(program, first, firstVariable);
        var errno = Marshal.GetLastPInvokeError();
        SetSignal(BrokenPipe, before);
        foreach (var text in words.Concat(variables))
            Marshal.FreeCoTaskMem(text);
        throw new NativeException($"Cannot go on as '{program}'", errno);
    }

    private static nint[] Strings(string[] texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
