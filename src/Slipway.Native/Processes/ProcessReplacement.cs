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
        var variables = Strings(Join(environment));
        // The runtime ignores SIGPIPE, and what is ignored stays so across execve: the next program's children would never end by it.
        var before = SetSignal(BrokenPipe, 0);
        fixed (nint* first = words, firstVariable = variables)
            Execute(program, first, firstVariable);
        var errno = Marshal.GetLastPInvokeError();
        SetSignal(BrokenPipe, before);
        Free(words);
        Free(variables);
        throw new NativeException($"Cannot go on as '{program}'", errno);
    }

    // Loops, and none of the library's shorter words: the start of a program is no time to compile those for numbers.
    private static string[] Join(IReadOnlyDictionary<string, string> environment)
    {
        var texts = new string[environment.Count];
        var count = 0;
        foreach (var pair in environment)
            texts[count++] = $"{pair.Key}={pair.Value}";
        return texts;
    }

    private static nint[] Strings(string[] texts)
    {
        var pointers = new nint[texts.Length + 1];
        for (var i = 0; i < texts.Length; i++)
            pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        return pointers;
    }

    private static void Free(nint[] pointers)
    {
        foreach (var pointer in pointers)
            Marshal.FreeCoTaskMem(pointer);
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
